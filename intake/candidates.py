"""Reads teams, people and their loads for the suggestion: a fixed number of queries, however many requests."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from accounts.models import User
from accounts.permissions import CLINICAL_ROLES, Role
from core import clock, prepared
from core.languages import name_of
from facilities.models import Facility, Team
from intake import suggest
from intake.models import IntakeRequest
from policy import tiers
from policy.models import RulePack
from policy.queries import in_force

# Everybody on the staff speaks it: it decides nothing.
HOUSE_LANGUAGE = "en"


@dataclass(frozen=True)
class Field:
    """The people and teams of a facility as they stand now, ready to be ranked for any of its requests."""

    rules: Mapping[str, Any]
    groups: tuple[suggest.Group, ...]
    candidates: tuple[suggest.Candidate, ...]

    def rank(self, request: IntakeRequest) -> list[suggest.Suggestion]:
        return suggest.rank(wish(request, self.rules), self.candidates, self.rules)

    def best_team(self, request: IntakeRequest) -> Team | None:
        """The team a request most belongs to; its supervisor sees the case from then on."""
        best = suggest.best_group(wish(request, self.rules), self.groups)
        return Team.objects.get(pk=best.key) if best else None

    def suggestion(self, request: IntakeRequest) -> dict[str, Any]:
        """The best candidate as the request keeps it, with every part of the score; empty when nobody can lead."""
        ranked = self.rank(request)
        return stored(ranked[0]) if ranked else {}


# Each team of a facility with each of its members who may lead, how complex their open cases are, their units.
PEOPLE = """
select t.id, t.name, array(select jsonb_array_elements_text(t.needs)),
       array(select u.unit_id from facilities_team_units u where u.team_id = t.id),
       p.id, p.name, p.default_role, p.languages, p.weekly_capacity,
       array(select c.complexity from patients_case c where c.lead_id = p.id and c.stage <> 'closed'),
       array(select c.unit_id from teams_unitcover c
              where c.user_id = p.id and c.live and c.starts_at <= core_now()
                and (c.ends_at is null or c.ends_at > core_now()))
  from facilities_team t
  left join teams_teammember m on m.team_id = t.id and m.live and m.starts_at <= core_now()
        and (m.ends_at is null or m.ends_at > core_now())
  left join accounts_user p on p.id = m.user_id and p.is_active and p.default_role = any (%s)
 where t.facility_id = %s
 order by p.name, m.id
"""


def field_of(facility: Facility) -> Field:
    """Two queries: the rules, and the teams with their units, members, loads and covers."""
    rules = in_force(RulePack.Kind.TIERS, facility, clock.now()).body
    groups: dict[Any, suggest.Group] = {}
    candidates = []
    for key, name, needs, units, *person in prepared.answer(PEOPLE, [list(CLINICAL_ROLES), facility.pk]):
        group = groups.setdefault(key, suggest.Group(key, name, frozenset(needs), frozenset(units)))
        if person[0] is not None:
            candidates.append(_candidate(group, rules["case_weights"], *person))
    leads = [each for each in candidates if each.role == Role.CASE_MANAGER]
    return Field(rules, tuple(groups.values()), tuple(leads or candidates))


def stored(found: suggest.Suggestion) -> dict[str, Any]:
    """A suggestion in plain values."""
    return {
        "user": str(found.who.key),
        "name": found.who.name,
        "team": found.who.team.name,
        "score": found.score,
        "short": found.short,
        "parts": [{**asdict(part), "share": round(part.share, 3)} for part in found.parts],
    }


def wish(request: IntakeRequest, rules: Mapping[str, Any]) -> suggest.Wish:
    """What a request asks for, in codes and words."""
    spoken = primary(getattr(getattr(request.patient, "communication", None), "spoken", ""))
    return suggest.Wish(
        need=request.need,
        need_words=tiers.label(rules, "need", request.need).lower(),
        unit=request.unit_id,
        unit_words=request.unit.name if request.unit else "",
        language="" if spoken == HOUSE_LANGUAGE else spoken,
        language_words=name_of(spoken),
    )


def primary(language: str) -> str:
    """ "pt" of "pt-BR"."""
    return language.lower().split("-")[0]


def _candidate(
    group: suggest.Group,
    weights: Mapping[str, float],
    key: Any,
    name: str,
    role: str,
    languages: list[str],
    capacity: float,
    cases: list[str],
    units: list[Any],
) -> suggest.Candidate:
    return suggest.Candidate(
        key=key,
        name=User(name=name).short,
        role=role,
        team=group,
        languages=frozenset(primary(code) for code in languages),
        units=frozenset(units),
        load=sum(weights.get(complexity, 1) for complexity in cases),
        hours=float(capacity),
    )
