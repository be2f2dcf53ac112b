"""Goals: proposed by the team or said by the patient, agreed with them, rated, resting, and closed with what came of them."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.models import Need
from careplans import confidence, conflicting, endings, gas, revising, serving
from careplans.models import Achievement, CarePlan, Goal, GoalProgress, Problem
from core import clock
from core.actions import action, keep
from core.refusals import Refused

Status = Goal.Status
OPEN = (Status.PROPOSED, Status.ACCEPTED, Status.ON_HOLD)
# What is written of a goal; how it stands in the work has verbs of its own.
WRITTEN = frozenset(
    "words problem is_wish in_patients_words spoken plain measure target target_value unit start_on due_on priority source"
    " support_person confidence importance difficulty level_m2 level_m1 level_0 level_p1 level_p2 no_worse".split()
)


@action("edit_plan", after=conflicting.look_again)
def propose_goal(
    plan: CarePlan,
    *,
    by: Any,
    words: str,
    problem: Problem | None = None,
    need: Need | None = None,
    is_wish: bool = False,
    in_patients_words: bool = False,
    due_on: date | None = None,
    **more: Any,
) -> Goal:
    """Put a goal on the plan, for a problem, a need the patient wants help with, or as their own wish.

    A goal in the patient's own words that names no problem is their wish. A need becomes a problem of the plan. `more` is
    anything else of `WRITTEN`; TypeError for another name.
    """
    revising.change_in(plan, by=by)
    if need is not None and problem is None:
        problem = serving.problem_of(plan, need, by=by)
    is_wish = is_wish or (in_patients_words and problem is None)
    facts = {"problem": problem, "is_wish": is_wish, "in_patients_words": in_patients_words, "due_on": due_on}
    goal = Goal(case=plan.case, plan=plan, created_by=by)
    _write(goal, {"words": words, **facts, **more})
    made: Goal = keep(goal)
    confidence.follow(made, by=by)
    return made


@action("edit_plan", moves={status: status for status in OPEN}, after=conflicting.look_again)
def change_goal(goal: Goal, *, by: Any, **values: Any) -> Goal:
    """Change what is written of a goal (`WRITTEN`); what is not named stays. TypeError for another name."""
    revising.change_in(serving.plan_of(goal), by=by)
    _write(goal, values)
    confidence.follow(goal, by=by)
    return goal


@action("edit_plan", moves={Status.PROPOSED: Status.ACCEPTED})
def agree_goal(goal: Goal, *, by: Any) -> Goal:
    """The patient, or whoever decides for them, agreed to the goal."""
    revising.change_in(serving.plan_of(goal), by=by)
    goal.agreed_at, goal.agreed_by = clock.now(), by
    return goal


@action("edit_plan", moves={Status.ACCEPTED: Status.ON_HOLD})
def hold_goal(goal: Goal, *, by: Any, because: str) -> Goal:
    """Let a goal rest; once the plan takes effect nothing is done for it until it is taken up again."""
    revising.change_in(serving.plan_of(goal), by=by)
    goal.hold_because = because.strip()
    return goal


@action("edit_plan", moves={Status.ON_HOLD: Status.ACCEPTED})
def resume_goal(goal: Goal, *, by: Any) -> Goal:
    """Take up a goal that rested."""
    revising.change_in(serving.plan_of(goal), by=by)
    goal.hold_because = ""
    return goal


@action("edit_plan", moves=dict.fromkeys(OPEN, Status.CLOSED), after=conflicting.look_again)
def close_goal(goal: Goal, *, by: Any, outcome: str, closing: str = "", level: int | None = None) -> Goal:
    """The goal is over, reached or not; what came of it stays on the plan, and what was done for it ends with it.

    `level` rates it at the same time.
    """
    revising.change_in(serving.plan_of(goal), by=by)
    if level is not None:
        _rate(goal, by, level=level, achievement="", words=outcome)
    goal.outcome, goal.closing, goal.closed_at, goal.closed_by = outcome, closing, clock.now(), by
    goal.achievement = endings.REACHED.get(closing, goal.achievement)
    endings.end_steps(goal, by=by, because=outcome)
    return goal


@action("edit_plan")
def rate_goal(
    goal: Goal,
    *,
    by: Any,
    level: int | None = None,
    achievement: str = "",
    words: str = "",
    by_patient: bool = False,
    baseline: bool = False,
) -> GoalProgress:
    """Write down how a goal stands: on its scale from -2 to +2, in a word, or both; `baseline` is where it began.

    That is no change of the plan: it can be said while a version waits for a decision.
    """
    if goal.status == Status.CLOSED:
        raise Refused(_("This goal is closed. What came of it stands with it."))
    if level is None and not achievement:
        raise Refused(_("Say how the goal stands."), field="level")
    said = {"words": words, "by_patient": by_patient, "baseline": baseline}
    return _rate(goal, by, level=level, achievement=achievement, **said)


def _rate(goal: Goal, by: Any, *, level: int | None, achievement: str, **said: Any) -> GoalProgress:
    if level is not None and level not in gas.LEVELS:
        raise ValidationError({"level": _("Choose a level from -2 to +2.")})
    if level is not None and not goal.level_0:
        raise Refused(_("Say first what is expected of this goal (0), then rate it."), field="level")
    found = achievement or (goal.achievement if said.get("baseline") else _since(goal, level))
    row = GoalProgress(case=goal.case, goal=goal, level=level, achievement=found, **said)
    row.at, row.recorded_by = clock.now(), by
    made: GoalProgress = keep(row)
    if not row.baseline:
        goal.achievement = found
    return made


def _since(goal: Goal, level: int | None) -> str:
    """How far a level is, beside the one before: reached, better, worse, the same."""
    rows = GoalProgress.objects.filter(goal=goal, level__isnull=False).order_by("-at", "-pk")
    before = rows.values_list("level", flat=True).first()
    if level is None or level >= 0:
        return Achievement.ACHIEVED if level is not None else goal.achievement
    if before is None:
        return Achievement.IN_PROGRESS
    if level == before:
        return Achievement.NO_CHANGE
    return Achievement.IMPROVING if level > before else Achievement.WORSENING


def _write(goal: Goal, values: dict[str, Any]) -> None:
    if unknown := values.keys() - WRITTEN:
        raise TypeError(f"Not written of a goal: {', '.join(sorted(unknown))}.")
    if values.get("problem") is not None:
        serving.must_be_open(values["problem"], goal.plan_id)
    due_on = values.get("due_on")
    if due_on is not None and due_on != goal.due_on and due_on < clock.today(goal.case.facility.tz):
        raise Refused(_("The day to look at it is in the past. Choose today or later."), field="due_on")
    for name, value in values.items():
        setattr(goal, name, value)
