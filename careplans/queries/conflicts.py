"""Conflicts of a plan: which stand in the way of approval, and what each reader sees of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as When
from django.db.models import IntegerField, QuerySet, Value
from django.db.models import When as Then
from django.utils.translation import gettext as _

from careplans.facts import collect
from careplans.models import CarePlan, Conflict, ConflictSide, Goal, Intervention
from careplans.sides import Said, readable, said
from core import access, clock
from policy import ready
from policy.case_facts import asked
from policy.conflicts import Open, find

Status, Severity = Conflict.Status, Conflict.Severity
GRAVEST = (Severity.SEVERE, Severity.MODERATE, Severity.NOTE)
# A settled one stays to be read, but only so many on a page.
SETTLED = 30


@dataclass(frozen=True)
class Question:
    """What somebody would have to ask, so that a rule can say whether there is a conflict."""

    title: str
    sides: tuple[str, str]
    asks: tuple[str, ...]


def blocking(plan: CarePlan) -> list[Conflict]:
    """The open severe ones: while there is any, the plan is not approved."""
    return list(_of(plan).filter(status=Status.OPEN, severity=Severity.SEVERE))


def shown(plan: CarePlan, rights: Collection[str]) -> dict[str, Any]:
    """The open conflicts of a plan, gravest first, as somebody with these rights on the case may read them."""
    rows = _said(_sides(plan).filter(conflict__status=Status.OPEN), rights)
    return {"conflicts": rows, "blocking": [row for row in rows if row.conflict.severity == Severity.SEVERE]}


def settled(plan: CarePlan, rights: Collection[str]) -> list[Said]:
    """What was decided before, newest first."""
    sides = _sides(plan).exclude(conflict__status=Status.OPEN).select_related("conflict__decided_by")
    rows = _said(sides.order_by("-conflict__decided_at", "-conflict_id", "position")[: 2 * SETTLED], rights)
    return sorted(rows, key=lambda row: str(row.conflict.decided_at), reverse=True)


def _said(sides: Iterable[ConflictSide], rights: Collection[str]) -> list[Said]:
    """Conflicts by their sides, which are read in one statement with them."""
    found: dict[Any, list[ConflictSide]] = {}
    for side in sides:
        found.setdefault(side.conflict_id, []).append(side)
    return [said(of[0].conflict, of, rights) for of in found.values()]


def parts(plan: CarePlan) -> list[Goal | Intervention]:
    """What a person may name as a side: the goals and interventions that go on."""
    goals = Goal.objects.filter(plan=plan, error_at=None).exclude(status=Goal.Status.CLOSED)
    live = (Intervention.Status.PLANNED, Intervention.Status.ACTIVE)
    done = Intervention.objects.filter(plan=plan, error_at=None, status__in=live)
    return [*goals.order_by("created_at", "id"), *done.order_by("created_at", "id")]


def questions(plan: CarePlan, rights: Collection[str]) -> list[Question]:
    """What the rules cannot say for want of a fact, where somebody may read both sides."""
    _version, rules = ready.conflict_rules(plan.case.facility, clock.now())
    _found, still = find(rules, collect(plan))
    return [
        _question(pair) for pair in still if all(readable(side["data"], rights) for side in (pair.a, pair.b))
    ]


def _question(pair: Open) -> Question:
    words = tuple(side.get("words") or _("not said") for side in (pair.a, pair.b))
    return Question(pair.rule.title, words, tuple(str(asked(name)) for name in pair.asks))  # type: ignore[arg-type]


def _of(plan: CarePlan) -> QuerySet[Conflict]:
    return Conflict.objects.filter(plan=plan, error_at=None).order_by("created_at", "id")


def _sides(plan: CarePlan) -> QuerySet[ConflictSide]:
    """The sides of a plan's conflicts, each with its conflict, the gravest and oldest first."""
    rank = When(
        *(Then(conflict__severity=each, then=Value(n)) for n, each in enumerate(GRAVEST)),
        output_field=IntegerField(),
    )
    rows = ConflictSide.objects.filter(conflict__plan=plan, conflict__error_at=None).select_related(
        "conflict"
    )
    return rows.order_by(rank, "conflict__created_at", "conflict_id", "position")


def sentence(conflict: Conflict, user: Any) -> str:
    """What somebody may read of one conflict."""
    return said(conflict, list(conflict.sides.order_by("position")), access.held(user, conflict)).sentence
