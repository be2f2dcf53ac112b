"""How long a stay lasted, in the ways that are kept apart, and against the national mean of its group. Pure.

KPI-01: days are midnights crossed from the inpatient order to leaving, by the facility's dates. KPI-02: against the
geometric mean (GMLOS) of the final group in the federal fiscal year of the discharge.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from core.calendar import elapsed
from core.localtime import midnights_between
from core.rates import half_up
from encounters.dispositions import ACUTE_TRANSFER, AGAINST_ADVICE, DIED

OCTOBER, HUNDREDTH = 10, Decimal("0.01")
# KPI-02 shows stays longer than their mean by more than this with and without.
LONG = 30
# 42 CFR 412.4(c): where leaving a flagged group early is paid as a transfer, with the twins of a planned readmission.
PAID_AS_TRANSFER = frozenset({
    "03", "05", "06", "50", "51", "62", "63", "65", "83", "85", "86", "90", "91", "93",
})  # fmt: skip
# To another acute hospital: 42 CFR 412.4(b), whatever the group.
ACUTE = frozenset({"02", "66", "82", "94"})


@dataclass(frozen=True)
class Length:
    """One stay: midnights, the days Medicare counts, elapsed days, and days from first care in the house."""

    days: int
    billing: int
    elapsed: Decimal
    total: int


def length(
    ordered_at: datetime, left_at: datetime, zone: ZoneInfo, first_care: datetime | None = None
) -> Length:
    """The lengths of a stay; `first_care` is when emergency or observation care began, where it came before."""
    days = midnights_between(ordered_at, left_at, zone)
    since = min(ordered_at, first_care or ordered_at)
    hours = Decimal(int(elapsed(ordered_at, left_at).total_seconds())) / 3600
    return Length(days, max(1, days), half_up(hours / 24), midnights_between(since, left_at, zone))


def fiscal_year(on: date) -> int:
    """The federal fiscal year of a date: October to September, named after the year it ends in."""
    return on.year + (on.month >= OCTOBER)


def hint(admitted_on: date, gmlos: Decimal | None) -> date | None:
    """A day to plan with, and nothing more: admission and the whole days of the mean stay."""
    if gmlos is None:
        return None
    return admitted_on + timedelta(days=int(gmlos.to_integral_value(ROUND_FLOOR)))


@dataclass(frozen=True)
class Coded:
    """One ended stay with what it is measured against; `gmlos` is None without a final group or without a mean."""

    key: Any
    days: int
    disposition: str
    gmlos: Decimal | None

    @property
    def left_out(self) -> str:
        """Why KPI-02 does not count it; empty where it does."""
        if self.disposition in DIED:
            return "died"
        if self.disposition in AGAINST_ADVICE:
            return "against_advice"
        if self.disposition in ACUTE_TRANSFER:
            return "transferred"
        return "no_mean" if self.gmlos is None else ""

    @property
    def long(self) -> bool:
        """So much longer than its mean that the measure is shown without it too."""
        return self.gmlos is not None and self.days > self.gmlos + LONG


@dataclass(frozen=True)
class Variance:
    """KPI-02 over some stays; every figure None where there is nothing to divide by."""

    stays: tuple[Coded, ...]

    @property
    def of(self) -> int:
        return len(self.stays)

    @property
    def observed(self) -> int:
        return sum(stay.days for stay in self.stays)

    @property
    def expected(self) -> Decimal:
        return sum((stay.gmlos for stay in self.stays if stay.gmlos is not None), Decimal(0))

    @property
    def mean(self) -> Decimal | None:
        """Days longer (or shorter, below 0) than expected, in the mean."""
        return half_up((self.observed - self.expected) / self.of) if self.of else None

    @property
    def index(self) -> Decimal | None:
        """Observed days by expected days, two decimals: 1.00 is as long as expected."""
        return (self.observed / self.expected).quantize(HUNDREDTH, ROUND_HALF_UP) if self.expected else None

    @property
    def opportunity(self) -> Decimal | None:
        """The days above the mean, of the stays that were longer; stays that were shorter give nothing back."""
        if not self.of:
            return None
        over = (stay.days - stay.gmlos for stay in self.stays if stay.gmlos is not None)
        return half_up(sum((max(Decimal(0), days) for days in over), Decimal(0)))


@dataclass(frozen=True)
class Against:
    """KPI-02 with and without very long stays, and how many stays it leaves out, by why."""

    all: Variance
    without_long: Variance
    left_out: dict[str, int]


def against_mean(stays: Iterable[Coded]) -> Against:
    """The variance of stays against the means of their groups."""
    every = list(stays)
    counted = [stay for stay in every if not stay.left_out]
    reasons = [stay.left_out for stay in every if stay.left_out]
    usual = tuple(stay for stay in counted if not stay.long)
    left_out = {why: reasons.count(why) for why in sorted(set(reasons))}
    return Against(Variance(tuple(counted)), Variance(usual), left_out)


def paid_as_transfer(days: int, gmlos: Decimal | None, *, flagged: bool, disposition: str) -> bool:
    """Whether 42 CFR 412.4 reduces the payment: a stay whose days + 1 are below the mean, ended in such a way.

    A neutral line for who reads payment; it orders no list and moves no date.
    """
    counts = disposition in ACUTE or (flagged and disposition in PAID_AS_TRANSFER)
    return gmlos is not None and counts and days + 1 < gmlos
