"""Who stands in for whom on a case at this instant, by the same absences that give deputies their sight."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from core import clock
from patients.models import Case
from teams.cover import covered_by, running
from teams.models import Absence, Assignment


def covers(case: Case, people: Iterable[Any]) -> dict[Any, Absence]:
    """Of these people the absence in which a deputy stands in for each on this case, by the person's key."""
    away = running().filter(user__in=list(people), facility=case.facility_id).order_by("starts_at", "pk")
    found = {absence.user_id: absence for absence in away}
    if not found:
        return {}
    now = clock.now()
    parts = Assignment.objects.filter(case=case, user__in=found, live=True, error_at=None, starts_at__lte=now)
    covered = {part.user_id for part in parts.exclude(ends_at__lte=now) if _covers(found[part.user_id], part)}
    return {user: absence for user, absence in found.items() if user in covered}


def deputies(case: Case, people: Iterable[Any]) -> dict[Any, Any]:
    """Of these people whose deputy is who, by their keys."""
    return {user: absence.deputy_id for user, absence in covers(case, people).items()}


def answered_by(user: Any) -> Q:
    """The acknowledgements that a person may answer: their own, and those `covers` lets them answer for somebody."""
    now, covered = clock.now(), covered_by(user)
    here = covered.filter(user=OuterRef("user"), facility=OuterRef("case__facility"))
    here = here.filter(roles__contains=[OuterRef("role")])
    parts = Assignment.objects.filter(case=OuterRef("change__case"), user=OuterRef("user"), live=True)
    parts = parts.filter(Q(ends_at=None) | Q(ends_at__gt=now), error_at=None, starts_at__lte=now)
    led = Q(is_lead=True) & Exists(here) | Exists(here.filter(only_led=False))
    # Whose row it may be is asked first: the rest is for those few.
    stands_in = Q(user__in=covered.values("user")) & Q(Exists(parts.filter(led).order_by()))
    return Q(user=user.pk) | stands_in


def _covers(absence: Absence, part: Assignment) -> bool:
    return part.role in absence.roles and (part.is_lead or not absence.only_led)
