"""No storm: what falls due for one person in a flood leaves the house as one message with a count; the rest is folded.

More messages than the rules allow, to one person by one channel within the window, become one list. It waits a little
for what falls due in the same flood and takes in everything that comes before it has gone. What concerns harm is never
folded.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from core import clock
from policy.escalation import Escalation
from worklist.letters import Reader

# One hand for one person at a time: two planners never write two lists.
TURN = """
select pg_advisory_xact_lock(hashtextextended('fold:' || key, 0))
  from (select distinct key::text from unnest(%(people)s::uuid[]) as key order by 1) as person
"""
# Of each crowd everything that waits goes into the list that stands, or a new one; one statement, however many people.
FOLD = """
with waiting as (
  select o.recipient_id, o.channel, count(*) as number, min(o.risk) as risk
    from worklist_outbox o
   where o.recipient_id = any(%(people)s) and o.status = 'pending' and not o.safety and o.notification_id is not null
   group by 1, 2
), gone as (
  select o.recipient_id, o.channel, count(*) as number from worklist_outbox o
   where o.recipient_id = any(%(people)s) and o.status = 'sent' and not o.safety and o.notification_id is not null
     and o.sent_at > core_now() - make_interval(mins => %(within)s)
   group by 1, 2
), stands as (
  -- A list that a relay is leasing at this moment is as good as gone: what it takes in now would never be said.
  select o.id, o.recipient_id, o.channel from worklist_outbox o
   where o.recipient_id = any(%(people)s) and o.status = 'pending' and not o.safety and o.template = 'flood'
     for update of o skip locked
), crowd as materialized (
  select w.recipient_id, w.channel, w.risk, l.id as list
    from waiting w left join gone g using (recipient_id, channel) left join stands l using (recipient_id, channel)
   where l.id is not null or w.number + coalesce(g.number, 0) > %(over)s
), made as (
  insert into worklist_outbox
         (id, version, channel, recipient_id, idem_key, template, facts, status, attempts, last_error, risk, safety,
          next_try)
  select key.id, 1, c.channel, c.recipient_id, 'flood:' || c.recipient_id || ':' || c.channel || ':' || key.id, 'flood',
         jsonb_build_object('late_after', hour.allowed + make_interval(mins => %(delayed)s)), 'pending', 0, '', c.risk, false,
         hour.allowed
    from crowd c join unnest(%(people)s::uuid[], %(allowed)s::timestamptz[]) as hour(user_id, allowed)
      on hour.user_id = c.recipient_id
   cross join lateral (select gen_random_uuid() as id where c.list is null) as key
  returning id, recipient_id, channel
), list as materialized (
  select list as id, recipient_id, channel from crowd where list is not null union all select * from made
), taken as materialized (
  select o.id, l.id as list from list l join worklist_outbox o using (recipient_id, channel)
   where o.status = 'pending' and not o.safety and o.notification_id is not null for update of o skip locked
)
update worklist_outbox o set status = 'folded', folded_into_id = t.list, version = o.version + 1
  from taken t where o.id = t.id
"""


def fold(cursor: Any, readers: Sequence[Reader], figures: Escalation) -> int:
    """Fold what waits for these people where there is too much of it; how many messages were folded."""
    if not readers:
        return 0
    # A list leaves once the flood has gathered, at an hour at which its person may be told.
    leaves = clock.now() + timedelta(minutes=figures.fold_wait_minutes)
    facts: dict[str, Any] = {
        "people": [each.user for each in readers],
        "allowed": [each.allowed(leaves, figures) for each in readers],
        "over": figures.fold_over,
        "delayed": figures.delayed_after_minutes,
        "within": figures.fold_within_minutes,
    }
    cursor.execute(TURN, facts)
    cursor.execute(FOLD, facts)
    return int(cursor.rowcount)
