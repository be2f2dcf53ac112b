"""Holes: what somebody must answer for on a case in its stage, while nobody who can sign in, and no physician, does.

One statement for a case or for all open cases of a facility. A hole begins when its stage was entered, or the case got
its lead, or the last one who answered ended, whichever came last. Before a case has a lead only what is mandatory
from the first stage counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from core import clock
from facilities.models import Facility
from patients.models import Case
from policy.activities import STAGES, Activities
from policy.queries import activities

FIND = """
select c.id, m.code, greatest(
         (select min(lower(s.period)) from patients_casestage s
           where s.case_id = c.id and array_position(%(stages)s, s.stage::text) >= m.rank
             and lower(s.period) >= coalesce((select max(lower(z.period)) from patients_casestage z
                                               where z.case_id = c.id and z.stage = 'closed'), '-infinity')),
         case when m.rank > 1 then
           (select min(a.starts_at) from teams_assignment a where a.case_id = c.id and a.is_lead and a.error_at is null
              and a.starts_at >= coalesce((select max(lower(z.period)) from patients_casestage z
                                            where z.case_id = c.id and z.stage = 'closed'), '-infinity')) end,
         (select max(r.ends_at) from teams_responsibility r
           where r.case_id = c.id and r.activity = m.code and not r.shared and r.error_at is null
             and r.ends_at <= core_now()))
  from patients_case c
  join unnest(%(codes)s::text[], %(ranks)s::int[]) as m(code, rank) on array_position(%(stages)s, c.stage::text) >= m.rank
 where (c.lead_id is not null or m.rank = 1)
   and not exists (
     select 1 from teams_responsibility r left join accounts_user u on u.id = r.holder_id
      where r.case_id = c.id and r.activity = m.code and r.live and not r.shared and r.error_at is null
        and r.starts_at <= core_now() and (r.ends_at is null or core_now() < r.ends_at)
        and (r.practitioner_id is not null or u.is_active))
"""
OF_CASE = FIND + " and c.id = %(case)s"
OF_FACILITY = FIND + " and c.facility_id = %(facility)s and c.stage <> 'closed'"
OF_TEAM = OF_FACILITY + " and c.team_id = %(team)s"


@dataclass(frozen=True)
class Hole:
    """Something for which nobody answers, and since when."""

    case_id: UUID
    activity: str
    since: datetime


def holes(case: Case, rules: Activities | None = None) -> list[Hole]:
    """The holes of one case, in the order of the rules."""
    known = rules if rules is not None else activities(case.facility, clock.now())
    return _found(OF_CASE, known, case=case.pk)


def holes_of(facility: Facility, team: Any = None) -> list[Hole]:
    """The holes of all open cases of a facility, or of one of its teams."""
    known = activities(facility, clock.now())
    if team is not None:
        return _found(OF_TEAM, known, facility=facility.pk, team=team.pk)
    return _found(OF_FACILITY, known, facility=facility.pk)


def _found(statement: str, rules: Activities, **where: Any) -> list[Hole]:
    mandatory = [rule for rule in rules if rule.from_stage]
    if not mandatory:
        return []
    given = where | {
        "stages": list(STAGES),
        "codes": [rule.code for rule in mandatory],
        "ranks": [1 + STAGES.index(rule.from_stage) for rule in mandatory],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return _in_order((Hole(*row) for row in cursor.fetchall()), given["codes"])


def _in_order(found: Iterable[Hole], codes: list[str]) -> list[Hole]:
    return sorted(found, key=lambda hole: (str(hole.case_id), codes.index(hole.activity)))
