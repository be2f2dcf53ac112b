"""The stages of a case on its way out, each with what it needs."""

from typing import Any

from careplans.checklist import require
from core.actions import action
from discharge import checklist, plans
from discharge.models import DischargePlan
from encounters.queries import in_house
from patients import stages
from patients.models import Case, Stage
from worklist import actions as work
from worklist import stops


@action("lead_case", moves={Stage.ACTIVE: Stage.TRANSITIONING}, state="stage")
def begin_transition(case: Case, *, by: Any) -> Case:
    """Make the patient ready to leave; the day and the place are known, or the patient has left already."""
    plan = DischargePlan.objects.filter(case=case).first() or DischargePlan(case=case)
    left = plans.has_left(plan) is not None
    require(
        checklist.before_transition(expected_on=plan.expected_on, disposition=plan.disposition, left=left)
    )
    return stages.entered(case, by=by)


@action("lead_case", moves={Stage.TRANSITIONING: Stage.ACTIVE}, state="stage")
def return_to_active(case: Case, *, by: Any, why: str) -> Case:
    """The patient does not leave after all: back to the plan."""
    return stages.entered(case, by=by, why=why)


@action("lead_case", moves={Stage.TRANSITIONING: Stage.FOLLOW_UP}, state="stage")
def begin_follow_up(case: Case, *, by: Any) -> Case:
    """The patient has left; what was promised for the time after is followed up, what was for the stay ends with it."""
    require(checklist.before_follow_up(in_house=in_house(case) is not None))
    for promise in stops.follow_ups().filter(case=case):
        work.stop_by_event(promise, by=by)
    return stages.entered(case, by=by)
