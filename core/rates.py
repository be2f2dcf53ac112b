"""Rates, means and medians as the house reckons them: numerator and denominator together, never a bare percentage.

Rules common to all measures: a denominator of 0 is no rate (None, shown as "n/a"); one decimal, half-up; a median by the
midpoint; a percentile by the nearest rank. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

TENTH = Decimal("0.1")
Number = int | Decimal


def half_up(value: Number) -> Decimal:
    """One decimal; a 5 behind it rounds away from zero."""
    return Decimal(value).quantize(TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Rate:
    """So many of so many; `rows` are what was counted: the key of each and whether it met the measure."""

    met: int
    of: int
    rows: tuple[tuple[Any, bool], ...] = ()

    @property
    def percent(self) -> Decimal | None:
        """Per cent with one decimal; None where there is nothing to divide by."""
        return half_up(Decimal(100 * self.met) / self.of) if self.of else None

    @property
    def words(self) -> str:
        """ "66.7 % (2 of 3)", or "n/a (0 of 0)"."""
        figure = f"{self.percent} %" if self.of else _("n/a")
        return _("%(figure)s (%(met)d of %(of)d)") % {"figure": figure, "met": self.met, "of": self.of}


def rate(rows: Iterable[tuple[Any, bool]]) -> Rate:
    """The rate of rows that say by key whether they met a measure."""
    kept = tuple(rows)
    return Rate(sum(met for _key, met in kept), len(kept), kept)


@dataclass(frozen=True)
class Spread:
    """Values by key with their mean, median and ninth decile; None where there is none."""

    rows: tuple[tuple[Any, Decimal], ...] = ()

    @property
    def of(self) -> int:
        return len(self.rows)

    @property
    def values(self) -> list[Decimal]:
        """The values, smallest first."""
        return sorted(value for _key, value in self.rows)

    @property
    def total(self) -> Decimal:
        return sum(self.values, Decimal(0))

    @property
    def mean(self) -> Decimal | None:
        return half_up(self.total / self.of) if self.rows else None

    @property
    def median(self) -> Decimal | None:
        return median(self.values)

    @property
    def p90(self) -> Decimal | None:
        return percentile(self.values, 90)


def spread(rows: Iterable[tuple[Any, Number]]) -> Spread:
    """Values by key."""
    return Spread(tuple((key, Decimal(value)) for key, value in rows))


def median(values: Sequence[Number]) -> Decimal | None:
    """The middle value, or half-way between the two in the middle; one decimal."""
    if not values:
        return None
    ordered, middle = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return half_up(ordered[middle])
    return half_up((Decimal(ordered[middle - 1]) + Decimal(ordered[middle])) / 2)


def percentile(values: Sequence[Number], percent: int) -> Decimal | None:
    """The smallest value that at least so many per cent do not exceed (nearest rank); one decimal."""
    if not values:
        return None
    rank = max(ceil(Decimal(percent) * len(values) / 100), 1)
    return half_up(sorted(values)[rank - 1])
