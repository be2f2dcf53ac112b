"""Problems: what the plan works on, clinical or social, from a need where the patient wants help with one."""

from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Need
from careplans import conflicting, revising, serving
from careplans.models import CarePlan, Goal, Problem
from core import clock
from core.actions import action, keep
from core.refusals import Refused

Status = Problem.Status
WRITTEN = frozenset(("words", "kind", "priority", "source"))


@action("edit_plan", after=conflicting.look_again)
def add_problem(
    plan: CarePlan,
    *,
    by: Any,
    words: str = "",
    kind: str = "",
    priority: int | None = None,
    source: str = "",
    need: Need | None = None,
) -> Problem:
    """Put a problem on the plan; from a need it takes what is not said otherwise."""
    revising.change_in(plan, by=by)
    row = Problem(case=plan.case, plan=plan, created_by=by)
    if need is not None:
        serving.must_be_wanted(plan, need)
        row = serving.from_need(plan, need, by=by, words=words)
    said = {"words": words, "kind": kind, "priority": priority, "source": source}
    for name, value in said.items():
        setattr(row, name, value or getattr(row, name))
    made: Problem = keep(row)
    return made


@action("edit_plan", moves={Status.ACTIVE: Status.ACTIVE}, after=conflicting.look_again)
def change_problem(problem: Problem, *, by: Any, **values: Any) -> Problem:
    """Change what is written of a problem (`WRITTEN`); what is not named stays. TypeError for another name."""
    if unknown := values.keys() - WRITTEN:
        raise TypeError(f"Not written of a problem: {', '.join(sorted(unknown))}.")
    revising.change_in(serving.plan_of(problem), by=by)
    for name, value in values.items():
        setattr(problem, name, value)
    return problem


@action("edit_plan", moves={Status.ACTIVE: Status.RESOLVED}, after=conflicting.look_again)
def resolve_problem(problem: Problem, *, by: Any, because: str) -> Problem:
    """The problem is one no longer; goals that serve it are closed before, so that none serves nothing."""
    revising.change_in(serving.plan_of(problem), by=by)
    if not because.strip():
        raise Refused(_("Say what came of it."), field="because")
    if problem.goals.exclude(status=Goal.Status.CLOSED).filter(error_at=None, is_wish=False).exists():
        raise Refused(_("Goals still serve this problem. Close them, or move them to another problem first."))
    problem.closed_because, problem.closed_at, problem.closed_by = because.strip(), clock.now(), by
    return problem
