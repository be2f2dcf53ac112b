"""How goals and plans end, whichever verb ends them. Used inside verbs only."""

from typing import Any

from django.utils.translation import gettext as _

from careplans import deciding, enacting, revising
from careplans.models import CarePlan, Goal, Intervention, PlanVersion
from core import clock
from core.actions import change
from patients.models import Case
from worklist.dues import keep_next_due

Closing, Status = Goal.Closing, Intervention.Status
GOING = (Status.PLANNED, Status.ACTIVE)
# How far a goal was reached, where its ending says so.
REACHED: dict[str, str] = {Closing.REACHED: "achieved", Closing.NOT_REACHED: "not-achieved"}


def end_goal(goal: Goal, *, by: Any, outcome: str, closing: str = Closing.CASE_ENDED) -> Goal:
    """Close a goal that is not the verb's own target, with what came of it."""
    ended = {"status": Goal.Status.CLOSED, "outcome": outcome, "closed_at": clock.now(), "closed_by": by}
    ended |= {"closing": closing, "achievement": REACHED.get(closing, goal.achievement)}
    return change(goal, **ended)


def end_steps(goal: Goal, *, by: Any, because: str) -> None:
    """What was done for a goal that ends: nobody is asked for it any more once the plan takes effect."""
    reached = goal.closing == Closing.REACHED
    status = Status.DONE if reached else Status.STOPPED
    for row in Intervention.objects.filter(goal=goal, error_at=None, status__in=GOING):
        change(row, status=status, ended_because=because[:240], ended_at=clock.now(), ended_by=by)


def end_plan(case: Case, *, by: Any = None, why: str = "") -> None:
    """Close the plan of a case that ends, if it has one open."""
    for plan in CarePlan.objects.filter(case=case).exclude(status=CarePlan.Status.CLOSED):
        plan.case = case
        put_away(plan, by=by, why=why or _("The case ended."))
        change(plan, status=CarePlan.Status.CLOSED, closed_at=plan.closed_at)


def put_away(plan: CarePlan, *, by: Any, why: str) -> None:
    """End what hangs on a plan: its versions, whoever was to decide, its work. The caller or the kernel saves the plan."""
    by = by or plan.created_by
    rows = Intervention.objects.filter(plan=plan, error_at=None).select_related("item", "follow_up")
    # Those that the version in the making ended go on until it takes effect, and it never will.
    for row in rows:
        row.case = plan.case
        enacting.end(row, row.ended_because or why, by=by)
        if row.status in GOING:
            change(row, status=Status.STOPPED, ended_because=why, ended_at=clock.now(), ended_by=by)
    for version in PlanVersion.objects.filter(plan=plan, status__in=(*revising.MAKING, "active")):
        version.case = plan.case
        deciding.withdraw(version, by=by, why=why)
        change(version, status=PlanVersion.Status.CLOSED)
    keep_next_due(plan.case_id)
    plan.closed_at = clock.now()
