"""Reads teams, people and their loads for the suggestion: a fixed number of queries, however many requests."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Case as Choose
from django.db.models import FloatField, Q, Sum, Value, When

from accounts.permissions import CLINICAL_ROLES, Role
from core import clock
from facilities.models import Facility, Team
from intake import suggest
from intake.models import IntakeRequest
from patients.languages import name_of
from patients.models import Case, Stage
from policy import tiers
from policy.models import RulePack
from policy.queries import in_force
from teams.models import TeamMember, UnitCover

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


def field_of(facility: Facility) -> Field:
    """Four queries: rules, teams with units, members, loads and covers."""
    rules = in_force(RulePack.Kind.TIERS, facility, clock.now()).body
    teams = {team.pk: team for team in Team.objects.filter(facility=facility).prefetch_related("units")}
    groups = {key: _group(team) for key, team in teams.items()}
    members = _members(teams)
    people = {member.user_id for member in members}
    loads, covers = _loads(people, rules["case_weights"]), _covers(people)
    candidates = [
        _candidate(member.user, groups[member.team_id], loads.get(member.user_id, 0), covers[member.user_id])
        for member in members
    ]
    leads = [each for each in candidates if each.role == Role.CASE_MANAGER]
    return Field(rules, tuple(groups.values()), tuple(leads or candidates))


def best_team(request: IntakeRequest) -> Team | None:
    """The team a request most belongs to; its supervisor sees the case from then on."""
    found = field_of(request.facility)
    best = suggest.best_group(wish(request, found.rules), found.groups)
    return Team.objects.get(pk=best.key) if best else None


def suggestion(request: IntakeRequest) -> dict[str, Any]:
    """The best candidate as the request keeps it, with every part of the score; empty when nobody can lead."""
    ranked = field_of(request.facility).rank(request)
    return stored(ranked[0]) if ranked else {}


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


def _members(teams: Iterable[Any]) -> list[TeamMember]:
    now = clock.now()
    rows = TeamMember.objects.filter(
        team__in=list(teams), live=True, starts_at__lte=now, user__is_active=True
    )
    rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=now), user__default_role__in=CLINICAL_ROLES)
    return list(rows.select_related("user").order_by("user__name", "pk"))


def _loads(people: set[Any], weights: Mapping[str, float]) -> dict[Any, float]:
    weight = Choose(
        *(When(complexity=name, then=Value(float(points))) for name, points in weights.items()),
        default=Value(1.0),
        output_field=FloatField(),
    )
    rows = Case.objects.filter(lead__in=people).exclude(stage=Stage.CLOSED)
    return dict(rows.values_list("lead").annotate(load=Sum(weight)).order_by())


def _covers(people: set[Any]) -> dict[Any, set[Any]]:
    now, found = clock.now(), defaultdict(set)
    rows = UnitCover.objects.filter(user__in=people, live=True, starts_at__lte=now).exclude(ends_at__lte=now)
    for user, unit in rows.values_list("user", "unit"):
        found[user].add(unit)
    return found


def _group(team: Team) -> suggest.Group:
    return suggest.Group(
        team.pk, team.name, frozenset(team.needs), frozenset(unit.pk for unit in team.units.all())
    )


def _candidate(user: Any, group: suggest.Group, load: float, units: set[Any]) -> suggest.Candidate:
    return suggest.Candidate(
        key=user.pk,
        name=user.short,
        role=user.default_role,
        team=group,
        languages=frozenset(primary(code) for code in user.languages),
        units=frozenset(units),
        load=load,
        hours=float(user.weekly_capacity),
    )
