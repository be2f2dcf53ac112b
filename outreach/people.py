"""Who on a case hears of something, in which order: the nurse, the lead, who calls, the supervisor. Reads only."""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import Role
from core import access, clock
from patients.models import Case
from teams.cover import running
from teams.models import Assignment, FacilityRole, TeamMember


def hears_flag(case: Case) -> User | None:
    """Who is told of a red flag: the nurse on the case, else the lead, else a supervisor."""
    return _able(case, [*_in_role(case, Role.NURSE), *_lead(case), *_supervisors(case)])


def calls(case: Case) -> User | None:
    """Who keeps in touch: the coordinator on the case, else the lead."""
    return _able(case, [*_in_role(case, Role.COORDINATOR), *_lead(case)])


def in_role(case: Case, role: str) -> User | None:
    """Somebody on the case in a role, else the lead."""
    return _able(case, [*_in_role(case, role), *_lead(case)])


def supervises(case: Case) -> User | None:
    """A supervisor of the case's team, else of its facility; those who are here come first."""
    return _able(case, _supervisors(case))


def _able(case: Case, people: list[User]) -> User | None:
    """The first who may work on the case, whoever is away only after the others."""
    away = set(running().filter(user__in=people).values_list("user_id", flat=True))
    ordered = sorted(people, key=lambda user: user.pk in away)
    return next((user for user in ordered if access.can(user, "edit_work", case)), None)


def _in_role(case: Case, role: str) -> "list[User]":
    now = clock.now()
    rows = Assignment.objects.filter(case=case, role=role, live=True, error_at=None, starts_at__lte=now)
    return _people(rows.exclude(ends_at__lte=now).values("user"))


def _lead(case: Case) -> list[User]:
    return [case.lead] if case.lead is not None and case.lead.is_active else []


def _supervisors(case: Case) -> list[User]:
    now = clock.now()
    here = Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now))
    above = TeamMember.objects.filter(here, team=case.team_id, supervises=True, live=True)
    held = FacilityRole.objects.filter(here, facility=case.facility_id, role=Role.SUPERVISOR, live=True)
    return [*_people(above.values("user")), *_people(held.values("user"))]


def _people(keys: "QuerySet[Any, Any]") -> list[User]:
    return list(User.objects.filter(pk__in=keys, is_active=True, is_service=False).order_by("name", "pk"))
