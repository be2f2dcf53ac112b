"""What stands beside a plan: the ways to care maps, teaching, readings, decisions and programmes, each with its count."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from careplans.models import CarePlan, DecisionRecord, EducationSession, Enrolment, PathwayStep, TemplateUse
from patients.models import Case
from worklist.models import Item
from worklist.models.item import LIVE

Result = EducationSession.Result
# Name, word, page, the permission without which it is not there, and the tone of a count that calls.
WAYS: tuple[tuple[str, Any, str, str, str], ...] = (
    ("late_steps", _("Care maps: steps late"), "careplans:care-maps", "view_plan", "red"),
    ("to_repeat", _("Teaching: to be repeated"), "careplans:teaching", "view_discharge", "orange"),
    ("readings", _("Readings from home: to be looked at"), "careplans:readings", "view_discharge", "red"),
    ("decisions", _("Decisions: open"), "careplans:decisions", "view_plan", "yellow"),
    ("programmes", _("Programmes: in"), "careplans:programmes", "view_plan", "blue"),
)


def counts() -> dict[str, Any]:
    """What is counted, as values of a statement about the case: a page that reads them with it asks nothing more."""
    return {f"n_{name}": _number(rows) for name, rows in _counted().items()}


def shown(case: Case, plan: CarePlan | None, rights: Collection[str]) -> dict[str, Any]:
    """The context of `_from_template.html` and `_self_care.html`, in one statement unless the case came with `counts`."""
    row: Any = Case.objects.filter(pk=case.pk).values(**counts())
    found = vars(case) if hasattr(case, "n_templates") else row[0]
    ways = [
        {"label": label, "url": reverse(page, args=[case.pk]), "count": found[f"n_{name}"], "tone": tone}
        for name, label, page, perm, tone in WAYS
        if perm in rights
    ]
    standing = plan is not None and plan.status != CarePlan.Status.CLOSED
    may = standing and "edit_plan" in rights
    return {"beside": ways, "templates_used": found["n_templates"], "may_template": may}


def _counted() -> dict[str, "QuerySet[Any]"]:
    """The rows behind each count, of the case of an outer statement."""
    case = OuterRef("pk")
    last = (
        EducationSession.objects.filter(case=OuterRef(OuterRef("pk")))
        .order_by("topic", "-at", "-pk")
        .distinct("topic")
        .values("pk")
    )
    again = EducationSession.objects.filter(pk__in=last, result__in=(Result.NOT_YET, Result.PARTLY))
    late = PathwayStep.objects.filter(case=case, status="expected", variance="late", error_at=None)
    return {
        "late_steps": late,
        "to_repeat": again,
        "readings": Item.objects.filter(case=case, kind=Item.Kind.READING, status__in=LIVE),
        "decisions": DecisionRecord.objects.filter(case=case, decided_at=None, error_at=None),
        "programmes": Enrolment.objects.filter(case=case, until_on=None, error_at=None),
        "templates": TemplateUse.objects.filter(case=case),
    }


def _number(rows: "QuerySet[Any]") -> Coalesce:
    """How many, as a part of a larger statement."""
    counted = rows.order_by().values(one=Value(1)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
