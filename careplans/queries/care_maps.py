"""Care maps of cases: where each stands, what is late, and what varied by cause and unit."""

from datetime import date
from typing import Any

from django.db.models import Avg, Count, DateField, DurationField, ExpressionWrapper, F, Q, QuerySet, Value

from careplans.models import PathwayStep
from core import clock
from patients.models import Case, Stage
from policy import ready
from policy.pathways import Milestone

Status, Variance = PathwayStep.Status, PathwayStep.Variance


def milestone_of(step: PathwayStep) -> Milestone:
    """The milestone a step was made of, by the version its care map was begun by."""
    found = ready.care_maps_by(step.rules).get(step.pathway)
    one = found.get(step.code) if found is not None else None
    if one is None:
        raise LookupError(f"The rules of a step have no milestone {step.pathway}/{step.code}.")
    return one


def of_case(case: Case) -> list[dict[str, Any]]:
    """The care maps of a case, each with its label and its steps in order."""
    rows = PathwayStep.objects.filter(case=case, error_at=None).select_related("rules", "recorded_by")
    found: dict[str, list[PathwayStep]] = {}
    today = clock.today(case.facility.tz)
    for step in rows.order_by("created_at", "pathway", "position"):
        found.setdefault(step.pathway, []).append(step)
    return [
        {"label": _label(steps[0]), "steps": [_shown(step, today) for step in steps]}
        for steps in found.values()
    ]


def late(today: date) -> "QuerySet[PathwayStep]":
    """Steps whose tolerance passed before a day and that nobody has marked as late, on open cases of living patients."""
    rows = PathwayStep.objects.filter(status=Status.EXPECTED, variance=Variance.NONE, error_at=None)
    rows = rows.exclude(case__stage=Stage.CLOSED).filter(case__patient__deceased_at=None)
    last = ExpressionWrapper(Value(today, DateField()) - F("tolerance_days"), output_field=DateField())
    return rows.filter(expected_on__lt=last).order_by("expected_on", "pk")


def variance_by_cause_and_unit(
    steps: "QuerySet[PathwayStep]", since: date, until: date
) -> list[dict[str, Any]]:
    """How often steps expected in a period (both days included) varied, by unit, cause, reason and kind; most first.

    `steps` are those somebody may see. Days are the mean from the day expected to the day done; none for what was not done.
    """
    rows = steps.filter(error_at=None, expected_on__gte=since, expected_on__lte=until).exclude(
        variance=Variance.NONE
    )
    days = ExpressionWrapper(F("done_on") - F("expected_on"), output_field=DurationField())
    grouped = rows.order_by().values("unit__name", "cause", "reason", "variance")
    counted = grouped.annotate(
        count=Count("pk"), still_open=Count("pk", filter=Q(status=Status.EXPECTED)), mean=Avg(days)
    )
    return [
        row | {"days": round(row["mean"].total_seconds() / 86400, 1) if row["mean"] is not None else None}
        for row in counted.order_by("-count", "unit__name", "cause", "reason", "variance")
    ]


def _label(step: PathwayStep) -> str:
    found = ready.care_maps_by(step.rules).get(step.pathway)
    return found.label if found is not None else step.pathway


def _shown(step: PathwayStep, today: date) -> dict[str, Any]:
    """A step with what its page says of it: whether it is due, and the words of its reason."""
    cause = ready.care_maps_by(step.rules).cause(step.reason) if step.reason else None
    return {
        "row": step,
        "reason": cause.label if cause else "",
        "due": step.status == Status.EXPECTED and step.expected_on <= today,
    }
