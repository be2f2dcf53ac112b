"""The medication lists of a case, what is still to be decided, and allergies."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from assessments.models import Allergy, MedicationItem, MedicationList
from patients.models import Case

UNDECIDED = Q(items__action="", items__error_at=None)


def unreconciled(case: Case) -> "QuerySet[MedicationList]":
    """The open lists of a case, each with how many of its medicines are `undecided`: nobody leaves while there is one."""
    rows = MedicationList.objects.filter(case=case, status=MedicationList.Status.OPEN, error_at=None)
    return rows.annotate(undecided=Count("items", filter=UNDECIDED)).order_by("pk")


def is_reconciled(case: Case) -> bool:
    """Whether the medicines of a case were reconciled: a list was, and none is open."""
    rows = MedicationList.objects.filter(case=case, error_at=None)
    states = set(rows.values_list("status", flat=True))
    return states == {MedicationList.Status.RECONCILED}


def lists(case: Case) -> list[MedicationList]:
    """The lists of a case with their medicines, open ones first; each counts what is `undecided`."""
    rows = MedicationList.objects.filter(case=case, error_at=None).select_related("reconciled_by")
    medicines = MedicationItem.objects.filter(error_at=None).select_related("decided_by").order_by("pk")
    found = list(rows.prefetch_related(Prefetch("items", medicines, to_attr="medicines")).order_by("-pk"))
    for each in found:
        each.undecided = sum(not one.action for one in each.medicines)  # type: ignore[attr-defined]
    return sorted(found, key=lambda each: each.status != MedicationList.Status.OPEN)


def last_source(medication_list: MedicationList) -> str:
    """The source told last on a list: it is asked once, then stays chosen."""
    found = medication_list.items.order_by("-pk").values_list("source", flat=True).first()
    return found or MedicationItem.Source.PATIENT


def picture(case: Case, rights: Collection[str]) -> dict[str, Any]:
    """What the page of medicines shows."""
    allergies = Allergy.objects.filter(case=case, error_at=None).select_related("refuted_by")
    return {
        "lists": lists(case),
        "allergies": list(allergies.order_by("refuted_at", "substance", "pk")),
        "may_edit": "edit_clinical" in rights,
    }
