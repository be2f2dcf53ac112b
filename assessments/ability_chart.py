"""Where each level of each ability stands in the drawing beside its table. Pure; units are those of the drawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

LEFT, STEP, HIGH, TOP = 132, 44, 34, 26
LEVELS = 5
MARKS = ("before", "now", "expected")
# Marks on the same level stand beside one another.
APART = {"before": -9, "now": 0, "expected": 9}


@dataclass(frozen=True)
class Mark:
    """One mark: what it stands for, and where its middle is."""

    what: str
    x: int
    y: int
    # The corners of the mark of what is expected, which is no circle, so that colour is not needed to tell it.
    corners: str = ""


@dataclass(frozen=True)
class Line:
    """One ability: its name, the height of its line, its marks."""

    label: str
    y: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart:
    """The drawing: its size, its lines, and the upright lines of the levels."""

    width: int
    height: int
    bottom: int
    lines: tuple[Line, ...]
    levels: tuple[tuple[int, int], ...]


def chart(rows: Iterable[tuple[str, Any]]) -> Chart:
    """The drawing of some ratings, each with the name of its ability."""
    lines = tuple(_line(label, rating, TOP + n * HIGH) for n, (label, rating) in enumerate(rows))
    height = TOP + len(lines) * HIGH + 6
    levels = tuple((level, LEFT + level * STEP) for level in range(LEVELS))
    return Chart(LEFT + (LEVELS - 1) * STEP + 32, height, height - 22, lines, levels)


def _line(label: str, rating: Any, y: int) -> Line:
    given = ((what, getattr(rating, what)) for what in MARKS)
    return Line(label, y, tuple(_mark(what, level, y) for what, level in given if level is not None))


def _mark(what: str, level: int, y: int) -> Mark:
    x = LEFT + level * STEP + APART[what]
    corners = f"{x},{y - 7} {x + 7},{y} {x},{y + 7} {x - 7},{y}" if what == "expected" else ""
    return Mark(what, x, y, corners)
