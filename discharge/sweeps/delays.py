"""What grows old by itself: open delays are told on, and milestones follow facts that nobody told of."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from accounts.actors import system
from careplans.models import EducationSession
from core import clock, turns
from core.refusals import Refused
from discharge.actions import delays, milestones
from discharge.models import DelaySegment, DischargePlan, LeavingStep, Milestone
from facilities.models import Facility
from policy.ready import delays_of

BATCH = 200
Stage = LeavingStep.Stage
TOLD_BY_STAGES = (Stage.MEDICALLY_READY, Stage.NURSING_COMPLETE, Stage.LEFT)


def escalate_delays(batch: int = BATCH) -> int:
    """Tell on the open delays that have grown past a rung they have not climbed; how many. Run twice it finds none."""
    rows = [row for facility in Facility.objects.order_by("pk") for row in _grown(facility)[:batch]]
    return _each(rows, delays.escalate_delay)


def _grown(facility: Facility) -> "QuerySet[DelaySegment]":
    now = clock.now()
    open_ = DelaySegment.objects.filter(case__facility=facility, status="open", error_at=None)
    found = open_.none()
    for number, (hours, _to) in enumerate(delays_of(facility, now)[1].rungs, 1):
        found |= open_.filter(level__lt=number, started_at__lte=now - timedelta(hours=hours))
    return found.order_by("started_at", "pk")


def note_milestones(batch: int = BATCH) -> int:
    """Milestones that stand in the stages of leaving or in teaching and were not told; how many."""
    steps = _steps().values_list("plan", "stage", "at")[:batch]
    taught = _taught().values_list("pk", "first")[:batch]
    found = [*steps, *((plan, "taught", at) for plan, at in taught)]
    plans = DischargePlan.objects.select_related("case__facility", "case__unit").in_bulk(
        {row[0] for row in found}
    )
    return _each(
        found,
        lambda row, by: milestones.reach_milestone(
            plans[row[0]], by=by, code=row[1], at=min(row[2], clock.now())
        ),
    )


def _steps() -> "QuerySet[LeavingStep]":
    noted = _noted(OuterRef("plan"), OuterRef("leaving"), OuterRef("stage"))
    rows = LeavingStep.objects.filter(stage__in=TOLD_BY_STAGES, reversed_at=None, error_at=None)
    return rows.filter(~Exists(noted), leaving=F("plan__leaving")).order_by("at", "pk")


def _taught() -> "QuerySet[Any]":
    """Plans of patients in the house with teaching on record since the stay began, and when that was first."""
    began = EducationSession.objects.filter(case=OuterRef("case"), at__gte=OuterRef("case__admitted_at"))
    rows = DischargePlan.objects.filter(case__encounters__status="in_progress", error_at=None).order_by("pk")
    rows = rows.filter(Exists(began), ~Exists(_noted(OuterRef("pk"), OuterRef("leaving"), "taught")))
    return rows.annotate(first=Subquery(began.order_by("at").values("at")[:1])).distinct()


def _noted(plan: Any, leaving: Any, code: Any) -> "QuerySet[Milestone]":
    rows = Milestone.objects.filter(plan=plan, leaving=leaving, code=code, error_at=None)
    return rows.exclude(reached_at=None)


def _each(rows: Iterable[Any], act: Callable[..., Any]) -> int:
    keeper, done = system("keeper"), 0
    for row in rows:
        try:
            act(row, by=keeper)
        except Refused:
            continue  # somebody settled it in the same moment
        except turns.BROKEN_ROW as error:
            turns.say(act, error)
            continue
        done += 1
    return done
