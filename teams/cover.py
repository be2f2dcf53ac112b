"""Standing in: whom somebody covers now, and who covers them; the rows the access view reads, and nothing else."""

from typing import Any

from django.db.models import QuerySet

from core import clock
from core.actions import change
from facilities.models import Facility
from teams import standing
from teams.models import Absence, FacilityRole, UnitCover


def running() -> "QuerySet[Absence]":
    """The absences in which a deputy stands in at this instant."""
    now = clock.now()
    return Absence.objects.filter(
        live=True, status=Absence.Status.COVERED, starts_at__lte=now, ends_at__gt=now
    )


def covered_by(deputy: Any) -> "QuerySet[Absence]":
    """The absences somebody stands in for now."""
    return running().filter(deputy=deputy.pk)


def roles_left(absence: Absence, *, but: Any = None) -> list[str]:
    """The roles of a cover that its deputy still holds, without one row that ends; none once they cannot sign in."""
    deputy = absence.deputy
    held = standing.roles_at(absence.facility, deputy, but=but) if deputy.is_active else set()
    return [role for role in absence.roles if role in held]


def without(roles: list[str]) -> dict[str, Any]:
    """The columns of a cover of which these roles are left; of which none is, it waits for a deputy again."""
    if roles:
        return {"roles": roles}
    return {"roles": [], "status": Absence.Status.PLANNED, "answered_at": None}


def give_up(role: FacilityRole | UnitCover, facility: Facility) -> None:
    """Inside the verb that ends a role of somebody: they stand in no more, now or later, in what they do not hold."""
    rows = Absence.objects.filter(
        deputy=role.user_id, facility=facility, live=True, status=Absence.Status.COVERED
    )
    for absence in rows.select_related("facility", "deputy"):
        left = roles_left(absence, but=role)
        if left != absence.roles:
            change(absence, **without(left))
