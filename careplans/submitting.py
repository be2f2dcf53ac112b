"""How a plan stands before it is handed in, read from its rows for the sentences of `checklist`."""

from collections.abc import Iterable
from typing import Any

from careplans.checklist import Standing
from careplans.models import CarePlan, Goal, Intervention, Problem
from careplans.queries.conflicts import shown
from careplans.queries.needs import unserved, words_for
from core import access, clock
from policy.segments import differences

OPEN_GOALS = (Goal.Status.PROPOSED, Goal.Status.ACCEPTED, Goal.Status.ON_HOLD)
GOING = (Intervention.Status.PLANNED, Intervention.Status.ACTIVE)


def standing(plan: CarePlan, user: Any) -> Standing:
    """Read a plan for whoever hands it in: its goals, what serves them, needs and conflicts; six statements."""
    problems = list(Problem.objects.filter(plan=plan, error_at=None, status=Problem.Status.ACTIVE))
    goals = list(Goal.objects.filter(plan=plan, error_at=None, status__in=OPEN_GOALS))
    steps = list(Intervention.objects.filter(plan=plan, error_at=None, status__in=GOING))
    rights = access.held(user, plan.case)
    needs = [words_for(need, user, rights) for need in unserved(plan.case, user)]
    severe = [said.sentence for said in shown(plan, rights)["blocking"]]
    return judged(plan, problems, goals, steps, needs=needs, severe=severe)


def judged(
    plan: CarePlan,
    problems: Iterable[Problem],
    goals: Iterable[Goal],
    steps: Iterable[Intervention],
    *,
    needs: list[str],
    severe: list[str],
) -> Standing:
    """The same from rows that a page has read already: open problems, open goals, and what is going on."""
    open_goals, going, standing_problems = list(goals), list(steps), list(problems)
    written: list[Any] = [*open_goals, *going]
    worked = [goal for goal in open_goals if goal.status != Goal.Status.ON_HOLD]
    return Standing(
        own_words=bool(plan.inability.strip()) or any(goal.in_patients_words for goal in open_goals),
        agreed_goals=sum(goal.agreed_at is not None for goal in open_goals),
        without_measure=[goal.words for goal in worked if not (goal.measure.strip() and _target(goal))],
        without_day=[goal.words for goal in worked if goal.due_on is None],
        needs_without_goal=needs,
        severe_conflicts=severe,
        orphans=_orphans(open_goals, going, {problem.pk for problem in standing_problems}),
        other_numbers=[row.words for row in written if _numbers_differ(row)],
        without_plain=sum(not row.plain.strip() for row in written),
        without_work=_unserved(worked, {step.goal_id for step in going}),
        without_goal=_unserved(standing_problems, {goal.problem_id for goal in open_goals}),
        past=_past(worked, clock.today(plan.case.facility.tz)),
    )


def _target(goal: Goal) -> bool:
    return bool(goal.target.strip()) or goal.target_value is not None


def _numbers_differ(row: Any) -> bool:
    """Whether the plain words put another number in the place of one: what a patient may not read.

    Leaving one out is plain speech, and one more may be a telephone number.
    """
    record = " ".join(str(getattr(row, name, "")) for name in ("words", "measure", "target"))
    missing, added = differences(row.words, row.plain)[0], differences(record, row.plain)[1]
    return bool(row.plain.strip() and missing and added)


def _orphans(goals: list[Goal], steps: list[Intervention], problems: set[Any]) -> list[str]:
    """What serves something that is closed: a goal its problem, a step its goal."""
    served = {goal.pk for goal in goals}
    lost = [goal.words for goal in goals if goal.problem_id not in problems and not goal.is_wish]
    return lost + [step.words for step in steps if step.goal_id not in served]


def _unserved(rows: Iterable[Any], served: set[Any]) -> list[str]:
    return [row.words for row in rows if row.pk not in served]


def _past(goals: list[Goal], today: Any) -> list[str]:
    return [goal.words for goal in goals if goal.due_on is not None and goal.due_on < today]
