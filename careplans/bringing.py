"""Puts the chosen part of a template on a plan, leaving out what stands there already. Used inside verbs only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Need
from careplans.models import Barrier, CarePlan, Goal, Intervention, Problem
from core import clock
from core.actions import keep
from policy import templates
from policy.models import PackVersion
from policy.templates import Template

ALREADY, NOT_CHOSEN = "already", "not_chosen"
OVER = (Intervention.Status.DONE, Intervention.Status.STOPPED)


@dataclass
class Bringing:
    """One use of a template on one plan: what it brings, and what it leaves out and why."""

    plan: CarePlan
    template: Template
    version: PackVersion
    by: Any
    blanks: Mapping[str, str]
    need: Need | None = None
    brought: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.today: date = clock.today(self.plan.case.facility.tz)
        self.standing = _standing(self.plan)
        self.work = _work(self.plan)

    def bring(self, chosen: Template) -> None:
        """Put on the plan what was chosen; the rest of the template is noted as left out."""
        kept = {*chosen.keys}
        items: tuple[Any, ...] = (*self.template.goals, *self.template.steps)
        for item in items:
            if item.key not in kept:
                self._leave(item, NOT_CHOSEN)
        for problem in chosen.problems:
            row = self._problem(problem)
            for goal in problem.goals:
                self._steps(self._goal(goal, row), goal)
        for barrier in chosen.barriers:
            self._barrier(barrier)

    def _problem(self, item: templates.Problem) -> Problem:
        if (row := self.standing.get(("problem", self._mark(item.key)))) is not None:
            self._leave(item, ALREADY)
            return row
        row = Problem(
            plan=self.plan, words=self._said(item.words), kind=item.kind, need=self.need, **self._common(item)
        )
        self.need = None
        return self._keep("problem", item, row)

    def _goal(self, item: templates.Goal, problem: Problem) -> Goal:
        if (row := self.standing.get(("goal", self._mark(item.key)))) is not None:
            self._leave(item, ALREADY)
            return row
        row = Goal(
            plan=self.plan, problem=problem, words=self._said(item.words), plain=self._said(item.plain, 500)
        )
        for name, value in self._common(item).items():
            setattr(row, name, value)
        row.measure, row.target = self._said(item.measure, 120), self._said(item.target, 120)
        row.start_on, row.due_on = self.today, item.due_on(self.today)
        levels = (self._said(level, 160) for level in item.levels)
        row.level_m2, row.level_m1, row.level_0, row.level_p1, row.level_p2 = levels
        return self._keep("goal", item, row)

    def _steps(self, goal: Goal, item: templates.Goal) -> None:
        for step in item.steps:
            if _purpose(step.activity, step.subject, step.words) in self.work:
                self._leave(step, ALREADY)
                continue
            row = Intervention(
                plan=self.plan, goal=goal, words=self._said(step.words), plain=self._said(step.plain, 500)
            )
            for name, value in self._common(step).items():
                setattr(row, name, value)
            row.activity, row.subject, row.owner_role = step.activity, step.subject, step.role
            row.every_days, row.frequency = step.every_days, _often(step.every_days)
            row.from_on = self.today + timedelta(days=step.within_days)
            row.until_on = row.from_on + timedelta(days=step.for_days - 1) if step.for_days else None
            self._keep("intervention", step, row)
            self.work.add(_purpose(step.activity, step.subject, step.words))

    def _barrier(self, item: templates.Barrier) -> None:
        row = Barrier(case=self.plan.case, kind=item.kind, words=item.words, created_by=self.by)
        row.found_where = self.template.label[:80]
        self._keep("barrier", item, row)

    def _common(self, item: Any) -> dict[str, Any]:
        mark = f"{self.template.code}@{self.version.number}/{item.key}"
        return {"case": self.plan.case, "created_by": self.by, "source": item.source, "template": mark}

    def _keep(self, kind: str, item: Any, row: Any) -> Any:
        keep(row)
        self.brought.append(
            {"kind": kind, "key": item.key, "words": row.words, "source": item.source, "id": str(row.pk)}
        )
        return row

    def _leave(self, item: Any, because: str) -> None:
        self.left_out.append({"key": item.key, "words": self._said(item.words), "because": because})

    def _mark(self, key: str) -> str:
        return f"{self.template.code}/{key}"

    def _said(self, text: str, limit: int = 240) -> str:
        return self.template.fill(text, self.blanks)[:limit]


def _standing(plan: CarePlan) -> dict[tuple[str, str], Any]:
    """Problems and goals that a template brought and that are not over, by what they came from in any of its versions."""
    problems = Problem.objects.filter(plan=plan, error_at=None, status=Problem.Status.ACTIVE).exclude(
        template=""
    )
    goals = (
        Goal.objects.filter(plan=plan, error_at=None).exclude(status=Goal.Status.CLOSED).exclude(template="")
    )
    rows: list[tuple[str, Any]] = [*(("problem", row) for row in problems), *(("goal", row) for row in goals)]
    return {(kind, _unversioned(row.template)): row for kind, row in rows}


def _work(plan: CarePlan) -> set[tuple[str, str]]:
    """For what something is done already: activity with its subject, or with its words where it has none."""
    rows = Intervention.objects.filter(plan=plan, error_at=None).exclude(status__in=OVER)
    return {_purpose(*row) for row in rows.values_list("activity", "subject", "words")}


def _purpose(activity: str, subject: str, words: str) -> tuple[str, str]:
    return activity, subject or words


def _unversioned(mark: str) -> str:
    code, _at, rest = mark.partition("@")
    return f"{code}/{rest.partition('/')[2]}"


def _often(every_days: int | None) -> str:
    if every_days is None:
        return _("Once")
    return _("Every day") if every_days == 1 else _("Every %(n)d days") % {"n": every_days}
