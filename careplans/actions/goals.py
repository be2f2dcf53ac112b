"""Goals: proposed by the team or said by the patient, agreed with them, and closed with what came of them."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from careplans.models import CarePlan, Goal
from core import clock
from core.actions import action, keep
from core.refusals import Refused

Status = Goal.Status


@action("edit_plan")
def propose_goal(
    plan: CarePlan, *, by: Any, words: str, in_patients_words: bool = False, due_on: date | None = None
) -> Goal:
    """Put a goal on the plan, in the patient's own words wherever they can be had."""
    if plan.status == CarePlan.Status.CLOSED:
        raise Refused(_("This plan is closed. Start a new plan first."))
    if due_on is not None and due_on < clock.today(plan.case.facility.tz):
        raise Refused(_("The day to look at it is in the past. Choose today or later."), field="due_on")
    goal = Goal(
        case=plan.case,
        plan=plan,
        words=words,
        in_patients_words=in_patients_words,
        due_on=due_on,
        created_by=by,
    )
    return keep(goal)


@action("edit_plan", moves={Status.PROPOSED: Status.ACCEPTED})
def agree_goal(goal: Goal, *, by: Any) -> Goal:
    """The patient, or whoever decides for them, agreed to the goal."""
    goal.agreed_at, goal.agreed_by = clock.now(), by
    return goal


@action("edit_plan", moves={Status.PROPOSED: Status.CLOSED, Status.ACCEPTED: Status.CLOSED})
def close_goal(goal: Goal, *, by: Any, outcome: str) -> Goal:
    """The goal is over, reached or not; what came of it stays on the plan."""
    goal.outcome, goal.closed_at, goal.closed_by = outcome, clock.now(), by
    return goal
