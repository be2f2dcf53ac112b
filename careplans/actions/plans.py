"""The plan of a case, and the two stages of the case that hang on it: planning and active."""

from typing import Any

from django.utils.translation import gettext as _

from careplans import checklist
from careplans.models import CarePlan, Goal
from careplans.queries import assessed
from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from patients import stages
from patients.models import Case, Stage

Status = CarePlan.Status


@action("lead_case", moves={Stage.ASSESSING: Stage.PLANNING}, state="stage")
def begin_planning(case: Case, *, by: Any, why: str = "") -> Case:
    """Go on from assessing to planning, after the assessment or with the reason why not."""
    checklist.require(checklist.before_planning(assessed=assessed(case), why=why), field="why")
    return stages.entered(case, by=by, why=why)


@action("edit_plan")
def draft_plan(case: Case, *, by: Any, what_matters: str = "", purpose: str = "") -> CarePlan:
    """Start the one open plan of a case with what matters to the patient."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before planning."))
    case.purpose = purpose or case.purpose
    return keep(CarePlan(case=case, what_matters=what_matters, created_by=by))


@action("edit_plan")
def record_what_matters(plan: CarePlan, *, by: Any, what_matters: str, purpose: str = "") -> CarePlan:
    """Put down what matters to the patient; the purpose is the line shown on every page of the case."""
    _must_be_open(plan)
    plan.what_matters = what_matters
    if purpose != plan.case.purpose:
        change(plan.case, purpose=purpose)
    return plan


@action("lead_case", moves={Status.DRAFT: Status.ACTIVE})
def activate(plan: CarePlan, *, by: Any, engagement: str) -> CarePlan:
    """The plan takes effect and the case becomes active; `engagement` says how the patient took part, or why not."""
    agreed = plan.goals.filter(status=Goal.Status.ACCEPTED).count()
    checklist.require(checklist.before_active(planned=True, agreed_goals=agreed, engagement=engagement))
    plan.engagement, plan.activated_at, plan.activated_by = engagement, clock.now(), by
    if plan.case.stage != Stage.ACTIVE:
        stages.move(plan.case, Stage.ACTIVE, by=by)
    return plan


@action("edit_plan", moves={Status.DRAFT: Status.CLOSED, Status.ACTIVE: Status.CLOSED})
def close_plan(plan: CarePlan, *, by: Any) -> CarePlan:
    """Put the plan away, so that a new one can be started; every goal was closed before."""
    if plan.goals.exclude(status=Goal.Status.CLOSED).exists():
        raise Refused(_("Goals are still open. Close each with what came of it, then close the plan."))
    plan.closed_at = clock.now()
    return plan


def _must_be_open(plan: CarePlan) -> None:
    if plan.status == Status.CLOSED:
        raise Refused(_("This plan is closed. Start a new plan first."))
