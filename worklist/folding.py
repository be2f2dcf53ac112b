"""No storm: what falls due for one person in a flood leaves the house as one message with a count; the rest is folded.

More messages than the rules allow, to one person by one channel within the window, become one list. It waits a little
for what falls due in the same flood and takes in everything that comes before it has gone. What concerns harm is never
folded.
"""

from typing import Any
from uuid import UUID

from policy.escalation import Escalation

# One hand for one person at a time: two planners never write two lists.
TURN = """
select pg_advisory_xact_lock(hashtextextended('fold:' || key, 0))
  from (select distinct key::text from unnest(%(people)s::uuid[]) as key order by 1) as person
"""
CROWDED = """
with waiting as (
  select o.recipient_id, o.channel, count(*) as number, min(o.next_try) as allowed, min(o.risk) as risk
    from worklist_outbox o
   where o.recipient_id = any(%(people)s) and o.status = 'pending' and not o.safety and o.notification_id is not null
   group by 1, 2
), gone as (
  select o.recipient_id, o.channel, count(*) as number from worklist_outbox o
   where o.recipient_id = any(%(people)s) and o.status = 'sent' and not o.safety and o.notification_id is not null
     and o.sent_at > core_now() - make_interval(mins => %(within)s)
   group by 1, 2
), list as (
  select o.id, o.recipient_id, o.channel from worklist_outbox o
   where o.recipient_id = any(%(people)s) and o.status = 'pending' and o.template = 'flood'
)
select w.recipient_id, w.channel, l.id, w.risk, w.allowed
  from waiting w left join gone g using (recipient_id, channel) left join list l using (recipient_id, channel)
 where l.id is not null or w.number + coalesce(g.number, 0) > %(over)s
"""
LIST = """
insert into worklist_outbox
       (id, version, channel, recipient_id, idem_key, template, facts, status, attempts, last_error, risk, safety, next_try)
select gen_random_uuid(), 1, %(channel)s, %(recipient)s,
       'flood:' || %(recipient)s || ':' || %(channel)s || ':' || gen_random_uuid(), 'flood', '{}',
       'pending', 0, '', %(risk)s, false, greatest(core_now() + make_interval(mins => %(wait)s), %(allowed)s)
returning id
"""
FOLD = """
update worklist_outbox set status = 'folded', folded_into_id = %(list)s, version = version + 1
 where id in (select id from worklist_outbox
               where recipient_id = %(recipient)s and channel = %(channel)s and status = 'pending' and not safety
                 and notification_id is not null for update skip locked)
"""

# The columns of CROWDED.
CROWD = ("recipient", "channel", "list", "risk", "allowed")


def fold(cursor: Any, people: list[UUID], figures: Escalation) -> int:
    """Fold what waits for these people where there is too much of it; how many messages were folded."""
    if not people:
        return 0
    limits = {"people": people, "over": figures.fold_over, "within": figures.fold_within_minutes}
    cursor.execute(TURN, limits)
    cursor.execute(CROWDED, limits)
    wait = {"wait": figures.fold_wait_minutes}
    return sum(_fold_one(cursor, dict(zip(CROWD, row, strict=True)) | wait) for row in cursor.fetchall())


def _fold_one(cursor: Any, crowd: dict[str, Any]) -> int:
    """Fold what waits for one person by one channel into the list that stands, or a new one."""
    if crowd["list"] is None:
        cursor.execute(LIST, crowd)
        crowd["list"] = cursor.fetchone()[0]
    cursor.execute(FOLD, crowd)
    return int(cursor.rowcount)
