"""The one discharge plan of a case: there from the first day, and begun anew for each departure. Used inside verbs only."""

from typing import Any

from django.db.models import F, Max, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.actions import change, keep
from discharge.models import Destination, DischargePlan, ExpectedDateChange, LeavingStep
from patients.models import Case, CaseClosing, CaseStage
from patients.models import Stage as CaseStages

Stage = LeavingStep.Stage
# Casework began with any of these, and is never unbegun: who came back is assessed anew. Who was not selected before it stays in
# the house without, and is asked nothing at leaving.
CASEWORK = (CaseStages.PLANNING, CaseStages.ACTIVE, CaseStages.TRANSITIONING, CaseStages.FOLLOW_UP)


def plan_of(case: Case, by: Any) -> DischargePlan:
    """The plan of a case, made when it is missing."""
    plan = DischargePlan.objects.filter(case=case).first()
    if plan is None:
        return keep(DischargePlan(case=case, created_by=by))
    plan.case = case
    return plan


def opened(case: Case, by: Any) -> None:
    """A case is opened: its plan is there from then on (42 CFR 482.43(a)(1))."""
    plan_of(case, by)


def has_left(plan: DischargePlan) -> LeavingStep | None:
    """The departure on record of those the plan prepares now; None while the patient is to leave yet."""
    return standing(plan).filter(stage=Stage.LEFT).first()


def gone(case: Case) -> bool:
    """The same of a case, without its plan at hand."""
    rows = LeavingStep.objects.filter(case=case, stage=Stage.LEFT, leaving=F("plan__leaving"))
    return rows.filter(reversed_at=None, error_at=None).exists()


def departures(plan: DischargePlan) -> "QuerySet[LeavingStep]":
    """The departures on record that stand, this one and those before."""
    return LeavingStep.objects.filter(plan=plan, stage=Stage.LEFT, reversed_at=None, error_at=None)


def standing(plan: DischargePlan) -> Any:
    """The stages of the present departure that stand."""
    rows = LeavingStep.objects.filter(plan=plan, leaving=plan.leaving, reversed_at=None, error_at=None)
    return rows.order_by("at", "created_at", "pk")


def was_none(case: Case) -> bool:
    """Whether a case ended before casework began, or in another record: its gates were never asked here."""
    if case.closing == CaseClosing.MERGED:
        return True
    return case.closing == CaseClosing.NOT_SELECTED and not begun(case)


def begun(case: Case) -> bool:
    """Whether casework ever began, whatever stage the case is in now."""
    return casework(case).exists()


def casework(case: Any) -> "QuerySet[CaseStage]":
    """The stretches of casework of a case (or of an OuterRef to one)."""
    return CaseStage.objects.filter(case=case, stage__in=CASEWORK)


def begin_next(plan: DischargePlan, *, by: Any, why: str) -> bool:
    """Prepare the next departure where the last one is on record: what was planned for that is put aside.

    Answers whether the departure is another one; the dates shown on the case are the caller's to take back.
    """
    another = has_left(plan) is not None
    _put_aside(plan, by, why, _("It belonged to the last departure."))
    number = _next_number(plan) if another else plan.leaving
    change(plan, leaving=number, expected_on=None, disposition="", handed_to="")
    return another


def go_back(plan: DischargePlan, number: int, *, by: Any, why: str) -> None:
    """The next departure had not begun: the one before is the present one again, for the place it was planned for."""
    _put_aside(plan, by, why, why)
    tracked: Any = plan
    then = tracked.events.filter(leaving=number).order_by("-pgh_id").values("disposition", "handed_to")
    change(plan, leaving=number, expected_on=None, **(then.first() or {}))


def _next_number(plan: DischargePlan) -> int:
    """Never one that a return had which was none: what was answered then is no answer for the next departure."""
    tracked: Any = plan
    given = tracked.events.aggregate(last=Max("leaving"))["last"] or 0
    return max(given, plan.leaving) + 1


def _put_aside(plan: DischargePlan, by: Any, why: str, why_places: str) -> None:
    _take_back_date(plan, by, why)
    aside = {"status": Destination.Status.DROPPED, "why": why_places}
    for place in plan.destinations.exclude(status=Destination.Status.DROPPED).filter(error_at=None):
        change(place, **aside)


def _take_back_date(plan: DischargePlan, by: Any, why: str) -> None:
    if plan.expected_on is not None:
        gone = {"old": plan.expected_on, "new": None, "why": why[:240]}
        keep(ExpectedDateChange(case=plan.case, changed_at=clock.now(), changed_by=by, **gone))
