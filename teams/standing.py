"""What somebody is at a facility now: the roles they may be given on its cases, and whether they work there."""

from typing import Any

from django.db.models import Q, QuerySet

from core import clock
from facilities.models import Facility
from teams.models import FacilityRole, TeamMember, UnitCover


def roles_at(facility: Facility, user: Any) -> set[str]:
    """The person's usual role, and those they hold here by facility role or unit cover."""
    given = _now(FacilityRole, user).filter(facility=facility).values_list("role", flat=True)
    covered = _now(UnitCover, user).filter(unit__facility=facility).values_list("role", flat=True)
    return {user.default_role, *given.union(covered)} - {""}


def works_at(facility: Facility, user: Any) -> bool:
    """Whether the person belongs here; somebody bound to no facility at all may be asked anywhere."""
    bound = _now(FacilityRole, user)
    return (
        bound.filter(facility=facility).exists()
        or not bound.exists()
        or _now(UnitCover, user).filter(unit__facility=facility).exists()
        or _now(TeamMember, user).filter(team__facility=facility).exists()
    )


def _now(model: Any, user: Any) -> "QuerySet[Any]":
    now = clock.now()
    return model.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), user=user, live=True, starts_at__lte=now
    )
