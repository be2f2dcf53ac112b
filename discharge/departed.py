"""What follows a departure, a departure taken back and a new arrival, whichever verb or message recorded it.

The fact always stands (design README 18): the stage "left" is set, open gates become debts, and whoever registered in
`LISTENERS`, `TAKEN_BACK` or `NEXT` hears. Called inside the verb that recorded the movement.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock
from core.actions import change, keep
from discharge import debts, plans
from discharge.models import DischargePlan, LeavingStep
from encounters.dispositions import STILL_HERE
from encounters.models import Encounter
from patients import stages
from patients.models import Case
from patients.models import Stage as CaseStage

Heard = Callable[[Case, DischargePlan, Any, Any], None]
# f(case, plan, encounter, by): a departure was recorded, or its time or destination corrected; its gates are settled.
LISTENERS: list[Heard] = []
# f(case, plan, encounter, by): it was taken back.
TAKEN_BACK: list[Heard] = []
# f(case, plan, encounter or None, by): a new arrival or a reopening began the next departure, or that arrival was none.
NEXT: list[Heard] = []

Kind, Status = Encounter.Kind, Encounter.Status
STAYS = (Kind.INPATIENT, Kind.OBSERVATION, Kind.EMERGENCY)
# Admitted here from an outpatient visit: the stay goes on under another number.
GOES_ON = STILL_HERE | {"09"}


def hears(encounter: Encounter, by: Any, *, left: bool, on_it: bool = False) -> None:
    """A visit of a case ended, began, goes on after all or never was; `on_it`: it was in progress on it (encounters.departures).

    The case is read under its lock: `encounters.deriving.follow` took it before anybody is told.
    """
    if encounter.kind not in STAYS or encounter.case_id is None:
        return
    case = Case.objects.select_related("facility", "team", "lead", "patient").get(pk=encounter.case_id)
    if left:
        _left(case, encounter, by, on_it)
    elif encounter.status == Status.CANCELLED:
        if on_it:
            _never_came(case, encounter, by)
    else:
        _here(case, encounter, by)


def _left(case: Case, encounter: Encounter, by: Any, on_it: bool) -> None:
    """One departure is one stage, however often its facts are corrected; a stay that was over before the case is none of ours."""
    at = encounter.ended_at
    others = case.encounters.exclude(pk=encounter.pk).filter(kind__in=STAYS)
    goes_on = encounter.disposition in GOES_ON or others.filter(status=Status.IN_PROGRESS).exists()
    if at is None or goes_on:
        return
    plan = plans.plan_of(case, by)
    step = plans.has_left(plan)
    of_another = step is not None and others.filter(status=Status.FINISHED, ended_at=step.at).exists()
    known = on_it or (step is not None and not of_another)
    if at < case.opened_at and not known:
        return
    if step is not None and of_another:
        if encounter.started_at is None or encounter.started_at <= step.at:
            # An earlier stay, heard of late.
            return
        _again(case, plan, encounter, by)
        step = None
    if step is None:
        _reach(plan, at, by)
    elif step.at != at:
        change(step, at=at)
    where = encounter.disposition or plan.disposition
    debts.settle(plan, disposition=where, left_at=at, by=by, first=step is None)
    for listener in LISTENERS:
        listener(case, plan, encounter, by)


def _reach(plan: DischargePlan, at: Any, by: Any) -> LeavingStep:
    facts = {"stage": LeavingStep.Stage.LEFT, "leaving": plan.leaving, "by_fact": True}
    return keep(LeavingStep(case=plan.case, plan=plan, at=at, created_by=by, **facts))


def _here(case: Case, encounter: Encounter, by: Any) -> None:
    """In the house: since before a departure on record, which was none then, or anew."""
    plan = plans.plan_of(case, by)
    started = encounter.started_at or clock.now()
    steps = plans.departures(plan)
    undone = steps.filter(at__gte=started).order_by("at").first()
    if undone is not None:
        _take_back(case, plan, undone, encounter, by)
        return
    # An emergency visit is no admission; the one that becomes an admission is told of again, by its new kind.
    if case.stage == CaseStage.FOLLOW_UP and encounter.kind != Kind.EMERGENCY and steps.exists():
        stages.move(case, CaseStage.ASSESSING, by=by, why=_("The patient is in the house again."))
    if plans.has_left(plan) is not None:
        _again(case, plan, encounter, by)


def _take_back(case: Case, plan: DischargePlan, step: LeavingStep, encounter: Encounter, by: Any) -> None:
    why = _("The departure was taken back.")
    change(step, reversed_at=clock.now(), reversed_by=by, reversed_because=why)
    debts.take_back(plan, step.leaving, by=by, why=why)
    if case.stage == CaseStage.FOLLOW_UP:
        stages.move(case, CaseStage.TRANSITIONING, by=by, why=why)
    elif not case.is_open and not plans.was_none(case):
        debts.tell_inside(plan, step, by)
    for listener in TAKEN_BACK:
        listener(case, plan, encounter, by)


def _again(case: Case, plan: DischargePlan, encounter: Encounter, by: Any) -> None:
    plans.begin_next(plan, by=by, why=_("The patient is in the house again."))
    _next(case, plan, encounter, by)


def _never_came(case: Case, encounter: Encounter, by: Any) -> None:
    """A return that was none: the last departure stands again, unless the next began otherwise."""
    plan = plans.plan_of(case, by)
    step = plans.departures(plan).order_by("-leaving").first()
    if step is None or step.leaving == plan.leaving or _began_otherwise(case, step, encounter):
        return
    why = _("The admission was taken back.")
    plans.go_back(plan, step.leaving, by=by, why=why)
    if case.stage == CaseStage.ASSESSING and stages.before(case) == CaseStage.FOLLOW_UP:
        stages.move(case, CaseStage.FOLLOW_UP, by=by, why=why)
    _next(case, plan, encounter, by)


def _began_otherwise(case: Case, step: LeavingStep, encounter: Encounter) -> bool:
    """Whether the case was reopened since a departure, or another stay of it came or goes on."""
    if case.stages.filter(stage=CaseStage.CLOSED, period__endswith__gt=step.created_at).exists():
        return True
    others = case.encounters.exclude(pk=encounter.pk).filter(kind__in=STAYS)
    came = Q(status=Status.IN_PROGRESS) | Q(status=Status.FINISHED, started_at__gt=step.at)
    return others.filter(came).exists()


def _next(case: Case, plan: DischargePlan, encounter: Encounter, by: Any) -> None:
    change(case, expected_leaving_on=None, leaving_moves=0)
    for listener in NEXT:
        listener(case, plan, encounter, by)
