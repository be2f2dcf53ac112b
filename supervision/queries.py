"""Absences and sheets as their pages show them."""

from typing import Any

from django.db.models import Q, QuerySet

from core import clock
from core.access import visible_to
from facilities.models import Facility
from supervision.standing_in import UPCOMING
from teams.models import Absence, Assignment, FacilityRole, Handover, TeamMember, UnitCover

PAST_SHOWN = 20


def absences(user: Any) -> tuple[list[Absence], list[Absence]]:
    """Those to come or running that concern somebody or their facility, and the latest that are over."""
    rows = visible_to(Absence, user).select_related("user", "deputy", "facility")
    upcoming = list(rows.filter(status__in=UPCOMING, live=True).order_by("starts_at", "pk"))
    past = rows.exclude(status__in=UPCOMING, live=True).order_by("-starts_at", "-pk")
    return upcoming, list(past[:PAST_SHOWN])


def to_read(user: Any) -> "QuerySet[Handover]":
    """The sheets somebody has not accepted yet, the newest of each absence and direction."""
    rows = visible_to(Handover, user).filter(to_user=user.pk, status=Handover.Status.MADE)
    newest = rows.order_by("absence", "from_user", "-created_at", "-pk").distinct("absence", "from_user")
    return rows.filter(pk__in=newest.values("pk")).select_related("from_user").order_by("created_at")


def places_of(user: Any) -> "QuerySet[Facility]":
    """Where somebody works by a role, a unit, a team or a case: the places they may be away from."""
    now = clock.now()
    paths = (
        (FacilityRole, "facility"),
        (UnitCover, "unit__facility"),
        (TeamMember, "team__facility"),
        (Assignment, "case__facility"),
    )
    here = Q(pk__in=[])
    for model, path in paths:
        rows = model._default_manager.filter(user=user.pk, live=True, starts_at__lte=now).exclude(
            ends_at__lte=now
        )
        here |= Q(pk__in=rows.values(path))
    return Facility.objects.filter(here).order_by("name")


def keeps(user: Any) -> "QuerySet[Facility]":
    """The facilities whose people somebody supervises."""
    return visible_to(Facility, user, "manage_team").order_by("name")
