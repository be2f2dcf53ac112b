"""Which policies pay on a day, and which answers of payers are about to lapse."""

from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from coverage.models import BenefitCheck, Coverage
from facilities.models import Facility


def active_on(patient: Any, day: date) -> QuerySet[Coverage]:
    """The patient's policies that pay on a day, first payer first; both ends of a policy count."""
    holds = Q(from_on__lte=day) & (Q(until_on=None) | Q(until_on__gte=day))
    return (
        Coverage.objects.filter(holds, patient=patient, error_at=None)
        .select_related("plan__payer")
        .order_by("rank")
    )


def checks_ending(facility: Facility, today: date, by: date) -> QuerySet[BenefitCheck]:
    """The last check of each policy in force whose answer lapses from today up to and including a day."""
    last = (
        BenefitCheck.objects.filter(coverage=OuterRef("coverage"))
        .order_by("-checked_at", "-pk")
        .values("pk")[:1]
    )
    in_force = Q(coverage__until_on=None) | Q(coverage__until_on__gte=today)
    return (
        BenefitCheck.objects.filter(
            in_force,
            pk=Subquery(last),
            coverage__patient__facility=facility,
            coverage__patient__merged_into=None,
            coverage__error_at=None,
            active=True,
            valid_until__range=(today, by),
        )
        .select_related("coverage__patient", "coverage__plan__payer")
        .order_by("valid_until", "pk")
    )
