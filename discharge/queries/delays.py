"""The ledger of one stay: its delays, what each cost on the critical path, and its days with their primary cause."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from core import clock
from discharge import critical_path as reckon
from discharge.critical_path import Day, Held, Stay
from discharge.models import DelaySegment, DischargePlan, LeavingStep, Milestone
from discharge.spans import Span
from discharge.stays import stays_of
from patients.models import Case
from policy import delays, milestones
from policy.delays import Delays
from policy.milestones import Milestones
from policy.models import RulePack
from policy.queries import governing_all
from policy.ready import once

WIDTH, HEIGHT = 1000, 26


@dataclass(frozen=True)
class Bar:
    """A delay as it is drawn: where it begins and how long it is, in thousandths of the stay."""

    row: DelaySegment
    label: str
    attributed: str
    holds: str
    hours: float
    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Cost:
    """What one cause cost: hours charged, hours without which they would have left earlier, and avoidable hours."""

    label: str
    share: float
    saved: float
    avoidable: float


@dataclass(frozen=True)
class Ledger:
    """Everything that is said of the delays of one departure."""

    case: Case
    rows: list[DelaySegment]
    stay: Stay
    rules: Delays
    steps: Milestones
    ended: bool

    @property
    def open(self) -> list[DelaySegment]:
        return [row for row in self.rows if row.status == DelaySegment.Status.OPEN]

    @cached_property
    def costs(self) -> list[Cost]:
        """Each cause, the most expensive first."""
        shares, avoidable = reckon.shares(self.stay), reckon.avoidable(self.stay)
        codes = sorted({row.cause for row in self.rows}, key=lambda code: (-shares.get(code, 0), code))
        return [
            Cost(
                self.rules.label(code),
                shares.get(code, 0.0),
                reckon.saved(self.stay, code),
                avoidable.get(code, 0.0),
            )
            for code in codes
        ]

    @property
    def total(self) -> float:
        """The hours in which at least one delay held the patient."""
        return reckon.total(self.stay)

    @property
    def path(self) -> list[str]:
        """The milestones that decided, in order of time, in words."""
        return [self.steps.label(code) for code in reversed(self.stay.path)]

    @cached_property
    def days(self) -> list[Day]:
        """Each patient-day with its primary cause (KPI-03)."""
        return reckon.days(self.stay, self.case.facility.tz, self.rules.day_from_hours)

    @property
    def delayed(self) -> list[tuple[Any, str]]:
        """The days that have a cause, with its words."""
        return [(day.on, self.rules.label(day.cause)) for day in self.days if day.cause]

    @property
    def waiting(self) -> list[tuple[str, datetime | None, str]]:
        """Each milestone of this departure: its words, when it was reached, and what it waits for still."""
        reached = self.stay.reached
        return [
            (
                self.steps.label(code),
                reached.get(code),
                ", ".join(self.steps.label(each) for each in before if each not in reached),
            )
            for code, before in self.stay.waits.items()
        ]

    @property
    def bars(self) -> list[Bar]:
        return [self._bar(number, row) for number, row in enumerate(self.rows)]

    @property
    def height(self) -> int:
        return HEIGHT * len(self.rows) + 4

    def _bar(self, number: int, row: DelaySegment) -> Bar:
        span = Span(row.started_at, row.ended_at or self.stay.span.end)
        whole = self.stay.span.hours or 1
        x, end = (
            min(max(round(WIDTH * Span(self.stay.span.start, at).hours / whole), 0), WIDTH) for at in span
        )
        holds = self.steps.label(row.holds) if row.holds else ""
        words = (self.rules.label(row.cause), self.rules.attributed(row.attribution), holds)
        return Bar(row, *words, span.hours, x, number * HEIGHT + 4, max(end - x, 4))


def ledger(case: Case) -> Ledger | None:
    """The ledger of the departure that is prepared, or has taken place; None where there is no plan yet. Three statements."""
    plan: Any = _plans(case).first()
    if plan is None:
        return None
    rows = DelaySegment.objects.filter(plan=plan, leaving=plan.leaving, error_at=None)
    listed = list(rows.select_related("owner", "ended_by").order_by("started_at", "pk"))
    reached = {row["code"]: datetime.fromisoformat(row["at"]) for row in plan.reached if row["at"]}
    not_needed = [row["code"] for row in plan.reached if row["not_needed"]]
    left_at = plan.left_at
    found = governing_all(case.facility, clock.now(), (RulePack.Kind.MILESTONES, RulePack.Kind.DELAYS))
    steps, rules = found.get(RulePack.Kind.MILESTONES), found.get(RulePack.Kind.DELAYS)
    known = once(steps, milestones.read) if steps else Milestones()
    causes = once(rules, delays.read) if rules else Delays()
    stay = stay_of(case, plan, listed, reached, not_needed, plan.stay_begun, left_at, known, causes)
    return Ledger(case, listed, stay, causes, known, left_at is not None)


def stay_of(
    case: Case,
    plan: DischargePlan,
    rows: list[DelaySegment],
    reached: dict[str, datetime],
    not_needed: list[str],
    stay_begun: datetime | None,
    left_at: datetime | None,
    steps: Milestones,
    rules: Delays,
) -> Stay:
    """The stay as the critical path reckons it, up to leaving or up to now; `stay_begun` counts once the patient has left."""
    end = left_at or clock.now()
    begun = min(case.admitted_at or stay_begun or case.opened_at, end)
    weights = rules.counts or {}
    held = tuple(
        Held(row.cause, Span(row.started_at, row.ended_at or end), row.holds, weights.get(row.avoidable, 0.0))
        for row in rows
    )
    waits = steps.waits(plan.disposition, not_needed) or {"left": ()}
    return Stay(Span(begun, end), waits, reached, held)


def _plans(case: Case) -> "QuerySet[DischargePlan]":
    """The plan with what was reached of its departure, and when the patient left by it."""
    about = {"plan": OuterRef("pk"), "leaving": OuterRef("leaving"), "error_at": None}
    step = JSONObject(code="code", at="reached_at", not_needed="not_needed_because")
    gone = LeavingStep.objects.filter(stage="left", reversed_at=None, **about)
    return DischargePlan.objects.filter(case=case).annotate(
        reached=ArraySubquery(Milestone.objects.filter(**about).values(row=step)),
        left_at=Subquery(gone.values("at")[:1]),
        stay_begun=Subquery(stays_of(OuterRef("case")).values("started_at")[:1]),
    )
