"""How goals and plans end, whichever verb ends them. Used inside verbs only."""

from typing import Any

from careplans.models import CarePlan, Goal
from core import clock
from core.actions import change
from patients.models import Case


def end_goal(goal: Goal, *, by: Any, outcome: str) -> Goal:
    """Close a goal that is not the verb's own target, with what came of it."""
    ended = {"status": Goal.Status.CLOSED, "outcome": outcome, "closed_at": clock.now(), "closed_by": by}
    return change(goal, **ended)


def end_plan(case: Case) -> None:
    """Close the plan of a case that ends, if it has one open."""
    for plan in CarePlan.objects.filter(case=case).exclude(status=CarePlan.Status.CLOSED):
        change(plan, status=CarePlan.Status.CLOSED, closed_at=clock.now())
