"""A result over time: the first against the latest, and whether it got worse by as much as matters. Pure (C19).

What matters is the smallest change that the instrument's own file names, in points or in per cent of the first result.
Worse counts against the first result and against the one before: whoever got better and falls back is seen as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

HIGHER, LOWER = "higher", "lower"


@dataclass(frozen=True)
class Point:
    """One result: when, how much, of which row, in which band, by whom, and whether it was scored elsewhere."""

    at: datetime
    value: Decimal
    key: Any = None
    band: str = ""
    who: Any = None
    outside: bool = False


@dataclass(frozen=True)
class Matters:
    """Which way is better, and the smallest change that matters; without figures none does."""

    better: str = ""
    points: Decimal | None = None
    percent: Decimal | None = None
    source: str = ""

    def smallest(self, first: Decimal) -> Decimal | None:
        """The smallest change that matters from a first result, in points."""
        if self.points is not None:
            return self.points
        return abs(first) * self.percent / 100 if self.percent is not None else None

    def worse(self, before: Decimal, after: Decimal) -> bool:
        """Whether a result got worse by as much as matters; from nothing any worsening does."""
        fell = self._bad(before, after)
        smallest = self.smallest(before)
        return smallest is not None and fell > 0 and fell >= smallest

    def better_by(self, before: Decimal, after: Decimal) -> bool:
        """Whether it got better by as much as matters."""
        rose, smallest = -self._bad(before, after), self.smallest(before)
        return smallest is not None and rose > 0 and rose >= smallest

    def _bad(self, before: Decimal, after: Decimal) -> Decimal:
        """How far it went the wrong way; below zero for the right one."""
        if self.better == HIGHER:
            return before - after
        return after - before if self.better == LOWER else Decimal(0)


@dataclass(frozen=True)
class Trend:
    """The results of one domain in order of time, and what a change of them means."""

    code: str
    label: str
    points: tuple[Point, ...]
    matters: Matters
    least: Decimal | None = None
    most: Decimal | None = None

    @property
    def first(self) -> Point:
        return self.points[0]

    @property
    def latest(self) -> Point:
        return self.points[-1]

    @property
    def before(self) -> Point | None:
        """The result before the latest."""
        return self.points[-2] if len(self.points) > 1 else None

    @property
    def change(self) -> Decimal:
        """The latest less the first."""
        return self.latest.value - self.first.value

    @property
    def verdict(self) -> str:
        """ "worse", "better" or "same" from the first to the latest; nothing for one result, or where no change is named."""
        if self.before is None or self.matters.smallest(self.first.value) is None:
            return ""
        if self.matters.worse(self.first.value, self.latest.value):
            return "worse"
        return "better" if self.matters.better_by(self.first.value, self.latest.value) else "same"

    @property
    def got_worse(self) -> bool:
        """Whether the latest is worse, by as much as matters, than the one before, or has only now become so from the first."""
        if self.before is None:
            return False
        first, before, latest = self.first.value, self.before.value, self.latest.value
        so_already = self.matters.worse(first, before)
        return self.matters.worse(before, latest) or (self.matters.worse(first, latest) and not so_already)


def ordered(points: Iterable[Point]) -> tuple[Point, ...]:
    """Results in order of time."""
    return tuple(sorted(points, key=lambda point: point.at))


# --- The drawing -------------------------------------------------------------------------------------------------

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 440, 150, 44, 12, 14, 24


@dataclass(frozen=True)
class Chart:
    """The drawing of a trend: its dots and the lines between them, and two lines with what they stand for."""

    width: int
    height: int
    dots: tuple[tuple[int, int], ...]
    ties: tuple[tuple[int, int, int, int], ...]
    grid: tuple[tuple[int, str], ...]
    left: int
    right: int


def chart(trend: Trend) -> Chart:
    """Where the results of a trend stand; time runs to the right, the scale is the instrument's where it is known."""
    values = [point.value for point in trend.points]
    least = min(values) if trend.least is None else min(trend.least, *values)
    most = max(values) if trend.most is None else max(trend.most, *values)
    span = most - least or Decimal(1)
    start, end = trend.first.at, trend.latest.at
    whole = (end - start).total_seconds() or 1
    dots = tuple(
        (
            LEFT + 8 + int((WIDTH - LEFT - RIGHT - 16) * ((point.at - start).total_seconds() / whole)),
            _height(point.value, least, span),
        )
        for point in trend.points
    )
    ties = tuple((*one, *other) for one, other in pairwise(dots))
    grid = tuple((_height(value, least, span), plain(value)) for value in dict.fromkeys((least, most)))
    return Chart(WIDTH, HEIGHT, dots, ties, grid, LEFT, WIDTH - RIGHT)


def _height(value: Decimal, least: Decimal, span: Decimal) -> int:
    return HEIGHT - BOTTOM - int((HEIGHT - TOP - BOTTOM) * ((value - least) / span))


def plain(value: Decimal) -> str:
    """A number without zeros that say nothing."""
    return f"{value.normalize():f}"
