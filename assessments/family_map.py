"""Where the people around a patient stand in the drawing beside their list. Pure; units are those of the drawing.

Who lives with the patient stands on the inner ring. The list is the truth; the drawing holds nothing it does not say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any

WIDTH, HEIGHT, INNER, OUTER = 360, 320, 82, 132
LONGEST = 16


@dataclass(frozen=True)
class Place:
    """One person of the drawing: their relation and first name, where they stand, whether in the same household."""

    relation: str
    name: str
    x: int
    y: int
    household: bool
    decides: bool


@dataclass(frozen=True)
class Drawing:
    """The drawing: its size, its middle, and everybody's place."""

    width: int
    height: int
    x: int
    y: int
    inner: int
    outer: int
    places: tuple[Place, ...]


def drawing(people: Sequence[Any]) -> Drawing:
    """Everybody around the patient, those of the household inside."""
    x, y = WIDTH // 2, HEIGHT // 2
    rings = [[each for each in people if each.household], [each for each in people if not each.household]]
    places = [
        _place(person, n, len(ring), radius, turn, x, y)
        for ring, radius, turn in zip(rings, (INNER, OUTER), (0.0, 0.5), strict=True)
        for n, person in enumerate(ring)
    ]
    return Drawing(WIDTH, HEIGHT, x, y, INNER, OUTER, tuple(places))


def _place(person: Any, n: int, number: int, radius: int, turn: float, x: int, y: int) -> Place:
    angle = 2 * pi * (n + turn) / number - pi / 2
    first = person.name.split()[0] if person.name.split() else ""
    at = (round(x + radius * cos(angle)), round(y + radius * sin(angle)))
    decides = person.authority != "none"
    return Place(_short(person.relation), _short(first), *at, person.household, decides)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
