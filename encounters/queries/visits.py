"""Who is in the house: the census of a unit, and the visits of a case."""

from typing import Any

from django.db.models import QuerySet

from core.access import visible_to
from encounters.models import Encounter
from facilities.models import Unit
from patients.models import Case


def census(unit: Unit, *, by: Any) -> "QuerySet[Encounter]":
    """The visits in progress on a unit that a person may see, by bed; patient, bed and case come along."""
    rows = visible_to(Encounter, by).filter(unit=unit, status=Encounter.Status.IN_PROGRESS)
    return rows.select_related("patient", "bed", "case").order_by("bed__code", "started_at", "pk")


def in_house(case: Case) -> Encounter | None:
    """The case's visit in progress that began last, if the patient is in the house."""
    rows = case.encounters.filter(status=Encounter.Status.IN_PROGRESS).select_related(
        "unit", "bed", "facility"
    )
    return rows.order_by("-started_at", "-pk").first()
