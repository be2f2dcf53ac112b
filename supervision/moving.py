"""Moves many parts at once: a handful of statements, however many cases; used by the verbs of reassignments only.

Each statement takes the whole list as arrays. What is not found as it should be is left alone, and the verb, which
counts, refuses everything. History and constraints are the database's own and work row by row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from core import clock
from core.prepared import array
from worklist.own_ends import personal_kinds


class Part(NamedTuple):
    """A part that begins: its key, the one it is like, who has it, and until when."""

    key: UUID
    former: UUID
    user: UUID
    discipline: str
    ends_at: datetime | None


@dataclass(frozen=True)
class Step:
    """One part of one case going from one person to another."""

    case: UUID
    part: UUID
    giver: UUID
    taker: UUID
    is_lead: bool
    case_version: int


class Held(NamedTuple):
    """A responsibility that was ended so that the taker can hold it."""

    key: UUID
    case: UUID
    activity: str
    shared: bool
    because: str
    until: datetime | None
    was_givers: bool
    taker: UUID


LIST = """
with steps as (
  select * from unnest(%(cases)s::uuid[], %(parts)s::uuid[], %(givers)s::uuid[], %(takers)s::uuid[],
                       %(leads)s::boolean[], %(versions)s::int[])
           as s(case_id, part_id, giver_id, taker_id, is_lead, case_version)
),
pairs as (
  select distinct on (case_id, giver_id) case_id, giver_id, taker_id from steps
   order by case_id, giver_id, is_lead desc, part_id
)
"""
END_PARTS = """
update teams_assignment a
   set status = 'ended', ends_at = %(at)s, read_until = %(read_until)s, live = %(live)s, why = %(why)s,
       version = a.version + 1
  from steps s
 where a.id = s.part_id and a.case_id = s.case_id and a.user_id = s.giver_id and a.status = 'active' and a.error_at is null
   and a.starts_at <= %(at)s and (a.ends_at is null or %(at)s < a.ends_at)
returning a.id
"""
# A part like the former one, with somebody else; what the lists do not say is taken over from it.
BEGIN_PARTS = """
insert into teams_assignment (id, version, case_id, user_id, role, discipline, scope, is_lead, status, live, starts_at,
                              ends_at, why, error_reason, created_by_id)
select n.id, 1, a.case_id, n.user_id, a.role, n.discipline, a.scope, a.is_lead, 'active', true, %(at)s,
       n.ends_at, %(why)s, '', %(by)s
  from unnest(%(keys)s::uuid[], %(former)s::uuid[], %(users)s::uuid[], %(disciplines)s::varchar[],
              %(ends)s::timestamptz[])
       as n(id, former_id, user_id, discipline, ends_at)
  join teams_assignment a on a.id = n.former_id
returning id
"""
LEADS = """
update patients_case c set lead_id = coalesce(n.lead_id, c.lead_id), version = c.version + 1
  from (select case_id, (array_agg(taker_id) filter (where is_lead))[1] as lead_id, min(case_version) as version
          from steps group by case_id) n
 where c.id = n.case_id and c.version = n.version
returning c.id
"""
END_HELD = """
update teams_responsibility r
   set status = 'ended', ends_at = greatest(r.starts_at, %(at)s), live = false, why = %(why)s, version = r.version + 1
  from pairs p
  join teams_responsibility before on before.case_id = p.case_id
 where r.id = before.id and r.case_id = p.case_id and r.status = 'held' and r.error_at is null
   and (r.ends_at is null or %(at)s < r.ends_at)
   and (r.holder_id = p.giver_id
        or r.holder_id = p.taker_id and exists (
             select 1 from teams_responsibility g
              where g.case_id = r.case_id and g.activity = r.activity and g.holder_id = p.giver_id and g.status = 'held'
                and g.error_at is null and (g.ends_at is null or %(at)s < g.ends_at)))
returning r.id, r.case_id, r.activity, r.shared, r.because, before.ends_at, r.holder_id = p.giver_id, p.taker_id
"""
# Whoever is given work has not taken it up: it is open again, and what its beginning had called off climbs again, from now
# on where it was late. All parts of the statement see the work as it was before.
WORK = ("items", "follow_ups", "meetings")
GIVE_WORK = """,
items as (
  update worklist_item i set owner_id = p.taker_id, version = i.version + 1,
         status = case i.status when 'in_progress' then 'open' else i.status end
    from pairs p
   where i.case_id = p.case_id and i.owner_id = p.giver_id and i.status in ('scheduled', 'open', 'in_progress', 'waiting')
     and i.kind <> all (%(personal)s::varchar[]) and (%(only)s::uuid[] is null or i.id = any (%(only)s::uuid[]))
  returning i.id, p.taker_id
),
again as (
  update worklist_reminder r
     set status = 'waiting', due_at = greatest(r.due_at, %(at)s + (r.due_at - w.due_at)), version = r.version + 1
    from items i join worklist_item w on w.id = i.id and w.status = 'in_progress'
   where r.item_id = i.id and r.status = 'cancelled' and (r."to" <> 'person' or r.late)
     and r.n = (select max(o.n) from worklist_reminder o where o.item_id = r.item_id)
),
told as (
  update worklist_reminder r set recipient_id = i.taker_id, version = r.version + 1 from items i
   where r.item_id = i.id and r.status = 'waiting' and r."to" = 'person'
),
promises as (
  update worklist_followup f set owner_id = p.taker_id, version = f.version + 1 from pairs p
   where f.case_id = p.case_id and f.owner_id = p.giver_id and f.status = 'running'
     and (%(only)s::uuid[] is null or f.id = any (%(only)s::uuid[]))
  returning f.id
),
planned as (
  select m.id, p.taker_id, tstzrange(m.starts_at, m.ends_at) as period
    from worklist_appointment m join pairs p on m.case_id = p.case_id and m.user_id = p.giver_id
   where m.status = 'booked' and m.starts_at > %(at)s and (%(only)s::uuid[] is null or m.id = any (%(only)s::uuid[]))
),
meetings as (
  update worklist_appointment m set user_id = n.taker_id, version = m.version + 1 from planned n
   where m.id = n.id
     and not exists (select 1 from worklist_appointment b
                      where b.user_id = n.taker_id and b.status = 'booked'
                        and tstzrange(b.starts_at, b.ends_at) && n.period)
     and not exists (select 1 from planned o
                      where o.taker_id = n.taker_id and o.id < n.id and o.period && n.period)
  returning m.id, n.taker_id
),
reminded as (
  update worklist_reminder r set recipient_id = m.taker_id, version = r.version + 1 from meetings m
   where r.appointment_id = m.id and r.status = 'waiting' and r."to" = 'person'
)
select 'items', id from items union all select 'follow_ups', id from promises
union all select 'meetings', id from meetings
"""
TAKE_BACK_HELD = """
update teams_responsibility r
   set status = 'ended', ends_at = greatest(r.starts_at, %(at)s), live = false, why = %(why)s, version = r.version + 1
 where r.id = any (%(keys)s::uuid[]) and r.status = 'held' and r.error_at is null and r.live
   and (r.ends_at is null or %(at)s < r.ends_at)
returning r.id
"""


def end_parts(
    steps: Sequence[Step], *, at: datetime, read_until: datetime, why: str, live: bool = True
) -> set[UUID]:
    """End the parts of the list; the keys of those that were there to be ended."""
    more = {"at": at, "read_until": read_until, "why": why, "live": live}
    return {key for (key,) in _run(LIST + END_PARTS, _arrays(steps) | more)}


def begin_parts(parts: Sequence[Part], *, at: datetime, by: Any, why: str) -> None:
    """Begin parts like former ones, all in one statement."""
    lists = ("keys", "former", "users", "disciplines", "ends")
    values = dict(zip(lists, map(list, zip(*parts, strict=True)), strict=True))
    _run(BEGIN_PARTS, values | {"at": at, "by": by.pk, "why": why})


def set_leads(steps: Sequence[Step]) -> set[UUID]:
    """Keep `Case.lead` true and count the cases' versions up; the keys of the cases that were as the list says."""
    return {key for (key,) in _run(LIST + LEADS, _arrays(steps))}


def end_held(steps: Sequence[Step], *, at: datetime, why: str) -> list[Held]:
    """End what the givers answer for, and the takers' own share in the same: the taker then holds it once."""
    return [Held(*row) for row in _run(LIST + END_HELD, _arrays(steps) | {"at": at, "why": why})]


def take_back_held(keys: Iterable[str], *, at: datetime, why: str) -> set[UUID]:
    """End responsibilities by key; the keys of those still held."""
    return {key for (key,) in _run(TAKE_BACK_HELD, {"keys": list(keys), "at": at, "why": why})}


def give_work(steps: Sequence[Step], *, only: Sequence[str] | None = None) -> dict[str, list[str]]:
    """Give the givers' live items, running promises and booked times to the takers, with their reminders; the keys.

    A time at which the taker is booked already stays with the giver: it is to be moved by hand, as the preview says.
    What the giver alone can answer ends with their part; the taker is asked anew.
    """
    found: dict[str, list[str]] = {kind: [] for kind in WORK}
    more = {"only": None if only is None else list(only), "at": clock.now()}
    more |= {"personal": personal_kinds()}
    for kind, key in _run(LIST + GIVE_WORK, _arrays(steps) | more):
        found[kind].append(str(key))
    return found


def _arrays(steps: Sequence[Step]) -> dict[str, list[Any]]:
    return {
        "cases": [step.case for step in steps],
        "parts": [step.part for step in steps],
        "givers": [step.giver for step in steps],
        "takers": [step.taker for step in steps],
        "leads": [step.is_lead for step in steps],
        "versions": [step.case_version for step in steps],
    }


def _run(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {name: _sent(value) for name, value in values.items()})
        return list(cursor.fetchall())


def _sent(value: Any) -> Any:
    """A list of keys, numbers or answers as one value: the database need not read hundreds of words of a statement."""
    plain = isinstance(value, list) and bool(value) and all(isinstance(each, UUID | int) for each in value)
    return array(value) if plain else value
