"""The plan of a case: begun with what matters to the patient, kept in their words, and put away."""

from typing import Any

from django.utils.translation import gettext as _

from careplans import checklist, endings, revising
from careplans.models import CarePlan, Goal
from careplans.queries import assessed
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
def draft_plan(
    case: Case,
    *,
    by: Any,
    what_matters: str = "",
    purpose: str = "",
    strengths: str = "",
    preferences: str = "",
    inability: str = "",
) -> CarePlan:
    """Start the one open plan of a case with what matters to the patient; its first version is a draft."""
    if not case.is_open:
        raise Refused(_("This case is closed. Reopen it before planning."))
    case.purpose = purpose or case.purpose
    words = {"what_matters": what_matters, "strengths": strengths, "preferences": preferences}
    plan: CarePlan = keep(CarePlan(case=case, inability=inability, created_by=by, **words))
    revising.begin(plan, by=by)
    return plan


@action("edit_plan")
def record_what_matters(
    plan: CarePlan,
    *,
    by: Any,
    what_matters: str | None = None,
    purpose: str | None = None,
    strengths: str | None = None,
    preferences: str | None = None,
    inability: str | None = None,
) -> CarePlan:
    """Put down what the patient says; the purpose is the line shown on every page of the case.

    None leaves what stands. `inability` says why there can be no goal in the patient's words.
    """
    revising.change_in(plan, by=by)
    said = {"what_matters": what_matters, "strengths": strengths, "preferences": preferences}
    for name, words in (said | {"inability": inability}).items():
        if words is not None:
            setattr(plan, name, words)
    if purpose is not None and purpose != plan.case.purpose:
        change(plan.case, purpose=purpose)
    return plan


@action("edit_plan", moves={Status.DRAFT: Status.CLOSED, Status.ACTIVE: Status.CLOSED})
def close_plan(plan: CarePlan, *, by: Any) -> CarePlan:
    """Put the plan away, so that a new one can be started; every goal was closed before."""
    if plan.goals.exclude(status=Goal.Status.CLOSED).filter(error_at=None).exists():
        raise Refused(_("Goals are still open. Close each with what came of it, then close the plan."))
    endings.put_away(plan, by=by, why=_("The plan was closed."))
    return plan
