"""What every index has in common: parts with points, the range that missing inputs leave, and the band or bands it lies in.

Pure. A missing input is never zero: its part runs from the least to the most it could come to.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """One line of the arithmetic; `low` and `high` differ where what is not known could still change the points."""

    code: str
    low: int
    high: int

    @property
    def open(self) -> bool:
        """Whether something missing could still change it."""
        return self.low != self.high

    @property
    def points(self) -> int | None:
        return None if self.open else self.low


@dataclass(frozen=True)
class Band:
    """A stretch of totals, both ends included, what it is called, and how often it came true (percent) where known."""

    low: int
    high: int
    code: str
    label: Any
    percent: str = ""


@dataclass(frozen=True)
class Result:
    """What an index comes to: `bands` holds one band, or those of both ends where the range crosses an edge."""

    version: str
    parts: tuple[Part, ...]
    bands: tuple[Band, ...]

    @property
    def low(self) -> int:
        return sum(part.low for part in self.parts)

    @property
    def high(self) -> int:
        return sum(part.high for part in self.parts)

    @property
    def total(self) -> int | None:
        return self.low if self.low == self.high else None

    @property
    def band(self) -> Band | None:
        """The band both ends lie in; None where they differ."""
        return self.bands[0] if len(self.bands) == 1 else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The codes of the inputs that could still change it."""
        return tuple(part.code for part in self.parts if part.open)


def result(version: str, parts: Sequence[Part], bands: Iterable[Band]) -> Result:
    """A result in its band or bands; ValueError for a total that no band holds."""
    known, table = tuple(parts), tuple(bands)
    ends = (sum(part.low for part in known), sum(part.high for part in known))
    found = dict.fromkeys(band_of(total, table) for total in ends)
    return Result(version, known, tuple(found))


def band_of(total: int, bands: Iterable[Band]) -> Band:
    """The band a total lies in; ValueError where none holds it."""
    for band in bands:
        if band.low <= total <= band.high:
            return band
    raise ValueError(f"No band holds {total}.")


def counted(code: str, value: int | None, points: Any, most: int, at_least: int = 0) -> Part:
    """A part by a count: of a missing one only what is known `at_least` counts for the low end."""
    if value is None:
        return Part(code, points(at_least), most)
    if value < 0:
        raise ValueError(f"{code} cannot be negative.")
    return Part(code, points(value), points(value))


def answered(code: str, value: bool | None, points: int) -> Part:
    """A part by yes or no."""
    return Part(code, 0, points) if value is None else Part(code, points * value, points * value)
