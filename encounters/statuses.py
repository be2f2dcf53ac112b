"""What a stay was ordered as, in order, and who hears when a fact of a visit changed (R-LOC-1, R-LOC-2, R-LOC-5).

Orders are read with what the feed says of the class of the visit: an order recorded by a person stands beside it, and the
newest of those at one instant counts. A corrected order counts no more. The midnights are pure: 42 CFR 412.3(d)(1) for the
benchmark, which counts outpatient care from its start; the presumption counts from the order of admission (412.3(d)(2)).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from core.localtime import midnights_between
from encounters.deriving import facts, facts_of
from encounters.ledger import ADMIT, Effect, Fact, derive
from encounters.models import Encounter, Movement, StatusOrder

Status = StatusOrder.Status
# A stay of an inpatient: a swing bed is skilled nursing, not acute care.
INPATIENT = (Status.INPATIENT,)
OUTPATIENT = (Status.EMERGENCY, Status.OUTPATIENT, Status.OBSERVATION)
BENCHMARK = PRESUMPTION = 2
SNF_MIDNIGHTS = 3
OF_CLASS = {
    Encounter.Kind.INPATIENT: Status.INPATIENT,
    Encounter.Kind.OBSERVATION: Status.OBSERVATION,
    Encounter.Kind.EMERGENCY: Status.EMERGENCY,
    Encounter.Kind.AMBULATORY: Status.OUTPATIENT,
}

# Each is told of a visit whose beginning, end, class, case or orders changed; apps above register what they make of it.
HEARS: list[Callable[[Encounter, Any], None]] = []


@dataclass(frozen=True)
class Ordered:
    """A status and since when, as it stands."""

    status: str
    at: datetime


@dataclass(frozen=True)
class Midnights:
    """How many local midnights a stay has crossed: since care began, and in a row as an inpatient.

    `benchmark` counts towards two midnights from the start of care; `inpatient` from the order of admission.
    """

    benchmark: int
    inpatient: int

    @property
    def benchmark_met(self) -> bool:
        return self.benchmark >= BENCHMARK

    @property
    def presumption_met(self) -> bool:
        return self.inpatient >= PRESUMPTION

    @property
    def three_days(self) -> bool:
        """The stay before skilled nursing that Original Medicare asks for: the day of admission counts, the last does not."""
        return self.inpatient >= SNF_MIDNIGHTS


def heard(encounter: Encounter, by: Any) -> None:
    """Tell everybody that a fact of a visit changed, within the verb that changed it."""
    for hears in HEARS:
        hears(encounter, by)


def shape(encounter: Encounter) -> tuple[Any, ...]:
    """What rules of a stay rest on: a verb that leaves it the same tells nobody."""
    return (encounter.status, encounter.kind, encounter.started_at, encounter.ended_at, encounter.case_id,
            encounter.disposition)  # fmt: skip


def was_on(encounter: Encounter, was: tuple[Any, ...]) -> bool:
    """Whether a visit was in progress, on the case that it is on, when its `shape` was this."""
    status, case = was[0], was[4]
    return bool(status == Encounter.Status.IN_PROGRESS and case == encounter.case_id)


def timeline(encounter: Encounter) -> list[Ordered]:
    """What a stay was, in order, each status once: recorded orders, and the classes that the feed told."""
    orders = encounter.status_orders.filter(corrected_by=None).order_by("ordered_at", "created_at", "pk")
    return joined(
        classes(facts(encounter)),
        [Ordered(status, at) for status, at in orders.values_list("status", "ordered_at")],
    )


def timeline_of(movements: Iterable[Movement], orders: Iterable[StatusOrder]) -> list[Ordered]:
    """The same of a visit whose movements and orders, in their order and with what corrects them, were read before."""
    stands = (row for row in orders if not hasattr(row, "corrected_by"))
    return joined(classes(facts_of(movements)), [Ordered(row.status, row.ordered_at) for row in stands])


def classes(told: Sequence[Fact]) -> list[Ordered]:
    """What the movements say of the class of a visit, from each admission that stands."""
    effects = derive(told).effects
    return [
        Ordered(OF_CLASS[Encounter.Kind(fact.visit_kind)], fact.at)
        for fact in told
        if fact.kind == ADMIT and effects[fact.key] == Effect.STANDS and fact.visit_kind in OF_CLASS
    ]


def joined(told: Iterable[Ordered], ordered: Iterable[Ordered]) -> list[Ordered]:
    """One order of statuses: at one instant the last recorded wins, and what changes nothing is left out."""
    at = {row.at: row for row in (*told, *ordered)}
    found: list[Ordered] = []
    for row in sorted(at.values(), key=lambda row: row.at):
        if not found or found[-1].status != row.status:
            found.append(row)
    return found


def admitted_at(stay: Sequence[Ordered]) -> datetime | None:
    """When the patient became an inpatient and has been one since; None for who is none at the end."""
    if stay and stay[-1].status in INPATIENT:
        return stay[-1].at
    return None


def midnights(stay: Sequence[Ordered], until: datetime, zone: ZoneInfo) -> Midnights:
    """Both counts of a stay up to an instant (its end, or now)."""
    if not stay:
        return Midnights(0, 0)
    inpatient = admitted_at(stay)
    return Midnights(
        benchmark=max(midnights_between(stay[0].at, until, zone), 0),
        inpatient=max(midnights_between(inpatient, until, zone), 0) if inpatient else 0,
    )
