"""Pairs that wait for somebody to look, and two records side by side."""

from typing import Any

from django.db.models import QuerySet
from django.utils import dateformat
from django.utils.translation import gettext_lazy as _

from core.access import visible_to
from patients import merging
from patients.matching import KINDS
from patients.models import DuplicateCandidate, Merge, Patient

PAGE = 50


def waiting(by: Any) -> list[DuplicateCandidate]:
    """Open pairs this person may see both records of, the likeliest first."""
    mine = visible_to(Patient, by)
    pairs = visible_to(DuplicateCandidate, by).filter(
        status="open", one__merged_into=None, other__merged_into=None
    )
    rows = pairs.filter(one__in=mine, other__in=mine).select_related("one", "other")
    return list(rows.order_by("-score", "pk")[:PAGE])


def done(by: Any) -> QuerySet[Merge]:
    """Merges that stand and can be parted, the latest first."""
    rows = visible_to(Merge, by).filter(status=Merge.Status.DONE)
    return rows.select_related("survivor", "retired", "done_by").order_by("-created_at")[:PAGE]


def phrases(kinds: list[str]) -> list[str]:
    """The stored reasons of a pair in the reader's language."""
    return [str(KINDS[kind][1]) for kind in kinds if kind in KINDS]


def side_by_side(left: Patient, right: Patient) -> dict[str, Any]:
    """Both records field by field, and how many rows of the right one would move."""
    return {
        "left": {"label": _("Kept"), "note": ""},
        "right": {"label": _("Retired"), "note": ""},
        "rows": [_row(label, left, right, read) for label, read in FIELDS],
        "moves": merging.preview(right),
    }


def _row(label: Any, left: Patient, right: Patient, read: Any) -> dict[str, Any]:
    one, other = str(read(left) or ""), str(read(right) or "")
    return {"label": label, "left": one, "right": other, "same": one == other}


def _mrns(patient: Patient) -> str:
    numbers = patient.identifiers.filter(kind="MR", retired=False).order_by("created_at")
    return ", ".join(numbers.values_list("value", flat=True))


def _phones(patient: Patient) -> str:
    points = patient.contactpoints.filter(kind="phone", person=None, ended=False).order_by("created_at")
    return ", ".join(points.values_list("value", flat=True))


FIELDS = (
    (_("Family name"), lambda patient: patient.family),
    (_("Given name"), lambda patient: patient.given),
    (_("Provisional name"), lambda patient: patient.alias),
    (_("Birth date"), lambda patient: patient.birth_date and dateformat.format(patient.birth_date, "j M Y")),
    (_("Sex"), lambda patient: patient.get_sex_display()),
    (_("MRN"), _mrns),
    (_("Phone"), _phones),
    (_("Facility"), lambda patient: patient.facility),
)
