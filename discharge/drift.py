"""How the expected date moved, as a step line beside its table. Pure; units are those of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 76, 440, 16, 132, 160
# So many dates stand beside the line at most.
MARKS = 4


@dataclass(frozen=True)
class Drift:
    """The drawing: the corners of the line, a dot for each change, the dates beside and below it."""

    line: str
    dots: tuple[tuple[int, int], ...]
    grid: tuple[tuple[int, date], ...]
    first: date
    last: date
    since: date
    until: date
    days: int
    width: int = RIGHT + 24
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    below: int = BOTTOM + 20


def drift(changes: Sequence[Any], today: date, zone: Any) -> Drift | None:
    """The step line of changes (`changed_at`, `new`), the earliest first; None while the date never moved."""
    said = [(row.changed_at.astimezone(zone).date(), row.new) for row in changes if row.new is not None]
    if len(said) < 2:
        return None
    since, until = said[0][0], max(today, said[-1][0])
    low, high = min(new for _on, new in said), max(new for _on, new in said)
    places = [(_across(on, since, until), _up(new, low, high)) for on, new in said]
    corners = [f"{places[0][0]},{places[0][1]}"]
    for (_x, before), (x, y) in pairwise(places):
        corners += [f"{x},{before}", f"{x},{y}"]
    corners.append(f"{RIGHT},{places[-1][1]}")
    days = (said[-1][1] - said[0][1]).days
    grid = tuple((_up(each, low, high), each) for each in _marks(low, high))
    return Drift(" ".join(corners), tuple(places), grid, said[0][1], said[-1][1], since, until, days)


def _across(on: date, since: date, until: date) -> int:
    return LEFT + round((RIGHT - LEFT) * (on - since).days / max((until - since).days, 1))


def _up(new: date, low: date, high: date) -> int:
    """A later date stands higher."""
    return BOTTOM - round((BOTTOM - TOP) * (new - low).days / max((high - low).days, 1))


def _marks(low: date, high: date) -> list[date]:
    days = (high - low).days
    if not days:
        return [low]
    every = max(1, -(-days // (MARKS - 1)))
    found = [low + timedelta(days=n) for n in range(0, days, every)]
    return [*found, high] if (high - found[-1]).days * 2 >= every or len(found) == 1 else [*found[:-1], high]
