"""Whom a rung means at an instant, in plain Python and row by row: what the engine's one statement is held against."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from accounts.permissions import Role
from teams.models import Absence, Assignment, FacilityRole, TeamMember
from worklist.models import Reminder


def in_force(at: datetime) -> Q:
    return Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))


@dataclass(frozen=True)
class Fate:
    """What becomes of a rung that is due: whom it tells, and as whose; nobody when it is not needed any more."""

    status: str
    people: frozenset[Any] = frozenset()
    rang_for: str = ""


def fate(rung: Reminder, at: datetime) -> Fate:
    """By the stop rule, then by who stands there at this instant."""
    item: Any = rung.item
    climbs = rung.to != Reminder.To.PERSON or rung.late
    if not item.is_live or (climbs and item.status in ("in_progress", "waiting")):
        return Fate("cancelled")
    near = _near(rung, at)
    if near:
        nearest = min(near.values(), key=("person", "deputy").index)
        return Fate("planned", frozenset(near), nearest)
    above = _above(item, rung.recipient_id or item.owner_id, at)
    return Fate("planned", frozenset(above), "supervisor" if above else "")


def _near(rung: Reminder, at: datetime) -> dict[Any, str]:
    item: Any = rung.item
    owner = rung.recipient_id or item.owner_id
    found = {owner: "person"} if rung.to == "person" else {}
    if rung.to in ("person", "deputy"):
        for absence in away(at).filter(user=owner, facility=item.case.facility):
            parts = Assignment.objects.filter(
                in_force(at), case=item.case, user=owner, live=True, error_at=None
            )
            if any(part.role in absence.roles and (part.is_lead or not absence.only_led) for part in parts):
                found.setdefault(absence.deputy_id, "deputy")
    active = set(User.objects.filter(pk__in=found, is_active=True).values_list("pk", flat=True))
    return {user: whom for user, whom in found.items() if user in active}


def _above(item: Any, owner: Any, at: datetime) -> set[Any]:
    case = item.case
    placed = [
        (row.user, 0)
        for row in TeamMember.objects.filter(in_force(at), team=case.team, supervises=True, live=True)
    ]
    roles = FacilityRole.objects.filter(in_force(at), facility=case.facility, role=Role.SUPERVISOR, live=True)
    placed += [(row.user, 1) for row in roles]
    gone = set(away(at).filter(facility=case.facility).values_list("user", flat=True))
    ranked = [
        (place + 2 * (user.pk in gone), user.pk)
        for user, place in placed
        if user.is_active and user.pk != owner
    ]
    best = min((place for place, _user in ranked), default=0)
    return {user for place, user in ranked if place == best}


def away(at: datetime) -> Any:
    return Absence.objects.filter(starts_at__lte=at, ends_at__gt=at, live=True, status="covered")
