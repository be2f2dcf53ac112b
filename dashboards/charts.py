"""Where the bars and the line of a drawing stand, beside the table that says the same. Pure; units are the drawing's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LEFT, LONG, ROW, THICK, PAD = 150, 240, 30, 14, 70
WIDTH, HEIGHT, EDGE, TOP, BOTTOM = 640, 180, 56, 14, 26


@dataclass(frozen=True)
class Bar:
    """One bar: its name, how far it goes, what stands at its end, and where the mark of its limit is."""

    label: str
    y: int
    middle: int
    width: int
    text_at: int
    text: str
    mark: int | None = None


@dataclass(frozen=True)
class Bars:
    """A drawing of bars."""

    width: int
    height: int
    left: int
    thick: int
    rows: tuple[Bar, ...]


def bars(rows: Iterable[tuple[str, float, str, float | None]]) -> Bars:
    """Bars in the order given: name, length, words, and the limit that is marked beside it."""
    given = list(rows)
    most = max((max(value, limit or 0) for _label, value, _text, limit in given), default=0) or 1
    drawn = tuple(
        _bar(n, label, value / most, text, None if limit is None else limit / most)
        for n, (label, value, text, limit) in enumerate(given)
    )
    return Bars(LEFT + LONG + PAD, ROW * len(given) + 8, LEFT, THICK, drawn)


def _bar(n: int, label: str, share: float, text: str, limit: float | None) -> Bar:
    y, width = 8 + n * ROW, round(LONG * share)
    mark = None if limit is None else LEFT + round(LONG * limit)
    at = LEFT + max(width, round(LONG * (limit or 0))) + 8
    return Bar(label, y, y + THICK // 2, width, at, text, mark)


@dataclass(frozen=True)
class Run:
    """A drawing of days: dots, ties between days that follow one another, two lines with their numbers, the target."""

    width: int
    height: int
    dots: tuple[tuple[int, int], ...]
    ties: tuple[tuple[int, int, int, int], ...]
    grid: tuple[tuple[int, str], ...]
    left: int
    right: int
    target: int | None = None


def run(values: Sequence[Decimal | None], versions: Sequence[Any], target: Decimal | None = None) -> Run:
    """Each day's value from left to right; a day without one, or of another definition, breaks the line."""
    known = [value for value in values if value is not None]
    least, most = min([Decimal(0), *known]), max([*known, target or Decimal(0)], default=Decimal(0))
    span = (most - least) or Decimal(1)
    step = Decimal(WIDTH - EDGE - 20) / max(len(values) - 1, 1)

    def spot(n: int, value: Decimal) -> tuple[int, int]:
        return EDGE + 4 + int(step * n), _height(value, least, span)

    dots = {n: spot(n, value) for n, value in enumerate(values) if value is not None}
    ties = tuple((*dots[n], *dots[n + 1]) for n in dots if n + 1 in dots and versions[n] == versions[n + 1])
    grid = tuple(
        (_height(value, least, span), f"{value.normalize():f}") for value in dict.fromkeys((least, most))
    )
    aim = None if target is None else _height(target, least, span)
    return Run(WIDTH, HEIGHT, tuple(dots.values()), ties, grid, EDGE, WIDTH - 12, aim)


def _height(value: Decimal, least: Decimal, span: Decimal) -> int:
    return HEIGHT - BOTTOM - int((HEIGHT - TOP - BOTTOM) * ((value - least) / span))
