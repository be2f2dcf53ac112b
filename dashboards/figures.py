"""A number in words: what is small is not said, nothing divided by nothing is "n/a", no rows is said so. Pure.

A cell is a numerator, a denominator, or what is left of the denominator; one of 1 to 10 is small (CMS cell size policy:
no cell of 1 to 10 is shown, and no per cent from which one could be reckoned). A rate with a small cell is not shown.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.rates import half_up
from dashboards.metrics import Kind, Measure

SMALL = 11


def is_small(cell: Decimal) -> bool:
    """Whether a cell may not be shown."""
    return 0 < cell < SMALL


@dataclass(frozen=True)
class Figure:
    """How a measure stands: numerator and denominator, as kept; a denominator of None belongs to no fraction."""

    kind: Kind
    numerator: Decimal
    denominator: Decimal | None = None
    unit: Any = ""

    @property
    def is_small(self) -> bool:
        """Whether it is a rate of which a cell may not be shown."""
        if self.kind is not Kind.RATE or self.denominator is None:
            return False
        return any(map(is_small, (self.numerator, self.denominator, self.denominator - self.numerator)))

    @property
    def value(self) -> Decimal | None:
        """The number itself, with one decimal where it is a fraction; None where there is none or it may not be shown."""
        if self.kind in (Kind.COUNT, Kind.TOTAL):
            return half_up(self.numerator) if self.kind is Kind.TOTAL else self.numerator
        if not self.denominator or self.is_small:
            return None
        if self.kind is Kind.MEDIAN:
            return half_up(self.numerator)
        if self.kind is Kind.RATIO:
            return (self.numerator / self.denominator).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        return half_up(100 * self.numerator / self.denominator)

    @property
    def words(self) -> str:
        """The number as it stands on the page."""
        if self.kind is Kind.COUNT:
            return plain(self.numerator)
        if self.is_small:
            return _("fewer than 11")
        if self.value is None:
            return _("n/a")
        unit = _("%") if self.kind in (Kind.RATE, Kind.LOAD) else self.unit
        return f"{self.value} {unit}".rstrip()

    @property
    def fraction(self) -> str:
        """What it is made of; empty for a number that is no fraction."""
        if self.denominator is None:
            return ""
        if not self.denominator:
            return _("no rows")
        if self.is_small:
            return _("a cell of this rate is under 11; open the list")
        if self.kind is Kind.MEDIAN:
            return _("of %(of)s") % {"of": plain(self.denominator)}
        said = {"part": plain(self.numerator), "of": plain(self.denominator)}
        return _("%(part)s of %(of)s") % said


def plain(value: Decimal) -> str:
    """A count without decimals, anything else with one."""
    return str(int(value)) if value == value.to_integral_value() else str(half_up(value))


def figure(measure: Measure, numerator: Any, denominator: Any = None) -> Figure:
    """The figure of a measure from what was counted."""
    below = None if denominator is None else number(denominator)
    return Figure(measure.kind, number(numerator), below, measure.unit)


def number(value: Any) -> Decimal:
    """A count or sum as it is kept: three decimals, half-up."""
    return Decimal(str(value or 0)).quantize(Decimal("0.001"), "ROUND_HALF_UP")
