"""Whom a rung tells when it rings: roles and absences move in between, so that people are found at that moment.

The person, and whoever stands in for them on that case; the deputy; the supervisors of the team, else of the facility,
those who are present first. Where nobody stands in, the supervisor hears at once. Set-based, on the database's time.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

# Somebody is not told twice by one rung: (reminder, recipient) is unique, and so is (source, n, rung, recipient).
# Numbers of tables may be old, and a join chosen by them would compare each rung with each row. So every step carries the
# rung along, what belongs to one rung is asked for it alone (`lateral`, `limit 1`, `offset 0` keep it from becoming a join
# again), and those whom nobody heard are found by `not in`, which is hashed whatever is guessed.
TELL = """
with rung as materialized (
  select r.id, r.item_id, r.appointment_id, r.recipient_id, r.n, r.rung, r.late, r."to", r.risk, r.due_at,
         c.id as case_id, c.team_id, coalesce(c.facility_id, i.facility_for_intake_id) as facility_id,
         coalesce(r.recipient_id, i.owner_id, m.user_id) as owner_id
    from worklist_reminder r
    left join lateral (
      select w.case_id, w.owner_id, w.facility_for_intake_id from worklist_item w where w.id = r.item_id limit 1
    ) i on true
    left join lateral (
      select p.case_id, p.user_id from worklist_appointment p where p.id = r.appointment_id limit 1
    ) m on true
    left join lateral (
      select k.id, k.team_id, k.facility_id from patients_case k where k.id = coalesce(i.case_id, m.case_id) limit 1
    ) c on true
   where r.id = any(%(ids)s) and r."to" <> 'patient'
), away as materialized (
  select b.user_id, b.facility_id, b.deputy_id, b.roles, b.only_led from teams_absence b
   where b.live and b.status = 'covered' and b.starts_at <= core_now() and core_now() < b.ends_at
), heard as materialized (
  select near.* from (
    select g.*, g.recipient_id as user_id, 'person' as whom from rung g where g."to" = 'person'
     union all
    select g.*, b.deputy_id, 'deputy' from rung g
      join away b on b.user_id = g.owner_id and b.facility_id = g.facility_id
     where g."to" in ('person', 'deputy')
       and exists (select from teams_assignment a
                    where a.case_id = g.case_id and a.user_id = b.user_id and a.role = any (b.roles)
                      and (a.is_lead or not b.only_led) and a.live and a.error_at is null
                      and a.starts_at <= core_now() and (a.ends_at is null or core_now() < a.ends_at) offset 0)
  ) near where (select u.is_active from accounts_user u where u.id = near.user_id)
), upward as materialized (
  select g.* from rung g where g."to" = 'supervisor'
   union all
  select g.* from rung g where g."to" in ('person', 'deputy') and g.id not in (select id from heard)
), above as (
  select g.*, t.user_id, 0 as place from upward g
    cross join lateral (
      select m.user_id from teams_teammember m
       where m.team_id = g.team_id and m.supervises and m.live
         and m.starts_at <= core_now() and (m.ends_at is null or core_now() < m.ends_at) offset 0
    ) t
   union all
  select g.*, f.user_id, 1 from upward g
    cross join lateral (
      select m.user_id from teams_facilityrole m
       where m.facility_id = g.facility_id and m.role = 'supervisor' and m.live
         and m.starts_at <= core_now() and (m.ends_at is null or core_now() < m.ends_at) offset 0
    ) f
), ranked as (
  select v.*, rank() over (partition by v.id order by v.place + case when b.user_id is null then 0 else 2 end) as nth
    from above v
    left join away b on b.user_id = v.user_id and b.facility_id = v.facility_id
   where v.user_id is distinct from v.owner_id
     and (select u.is_active from accounts_user u where u.id = v.user_id)
), told as materialized (
  select id, item_id, appointment_id, n, rung, late, "to", risk, due_at, user_id, whom from heard
   union
  select id, item_id, appointment_id, n, rung, late, "to", risk, due_at, user_id, 'supervisor' from ranked where nth = 1
), written as (
  insert into worklist_notification
         (id, version, recipient_id, source, n, rung, kind, item_id, appointment_id, reminder_id, safety, delayed)
  select gen_random_uuid(), 1, w.user_id, coalesce('item:' || w.item_id, 'appointment:' || w.appointment_id), w.n, w.rung,
         case when w."to" <> 'person' or w.whom = 'supervisor' then 'climbed' when w.late then 'late' else 'due' end,
         w.item_id, w.appointment_id, w.id, w.risk = 1,
         w.due_at < core_now() - make_interval(mins => %(delayed)s)
    from (select distinct on (id, user_id) * from told order by id, user_id, whom desc) w
      on conflict do nothing
)
select id, user_id, whom from told
"""
MOVE = """
update worklist_reminder r
   set status = 'planned', planned_at = core_now(), version = r.version + 1,
       told = case when r."to" = 'patient' then r.told else rang.told end,
       rang_for = case when r."to" = 'patient' then r.rang_for else rang.whom end
  from unnest(%(ids)s::uuid[], %(told)s::int[], %(whom)s::text[]) as rang(id, told, whom)
 where r.id = rang.id and r.status = 'waiting'
"""
# The nearest that heard it: a deputy beside the person leaves it the person's.
NEAREST = ("person", "deputy", "supervisor")


@dataclass(frozen=True)
class Heard:
    """How many a rung told, and who was the nearest of them; nobody is empty."""

    told: int = 0
    whom: str = ""


def ring(cursor: Any, ids: list[UUID], delayed_after: int) -> dict[UUID, Heard]:
    """Tell everybody whom these rungs mean at this moment, in the application; who heard each rung."""
    cursor.execute(TELL, {"ids": ids, "delayed": delayed_after})
    people: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for rung, user, whom in cursor.fetchall():
        people[rung][user] = min(whom, people[rung].get(user, whom), key=NEAREST.index)
    return {rung: Heard(len(heard), min(heard.values(), key=NEAREST.index)) for rung, heard in people.items()}


def move(cursor: Any, ids: list[UUID], heard: dict[UUID, Heard]) -> None:
    """Write down that these rungs have rung, and for whom."""
    rows = [heard.get(rung, Heard()) for rung in ids]
    told, whom = [row.told for row in rows], [row.whom for row in rows]
    cursor.execute(MOVE, {"ids": ids, "told": told, "whom": whom})
