"""The parts that papers for the next place can be made of; every app says what its own rows give to them.

An app has a module or package `packet_parts` with functions under `@part(code, label, data)`. Each gives the rows of one
part of one case, or nothing where nothing is on record. A row is a title with text and a note; `fact` holds codes for
other systems. Which part goes with which papers stands in the pack "packet"; to which class of information a part
belongs stands here alone, so that no pack lets out what the law protects.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypedDict

from django.utils.module_loading import autodiscover_modules

from policy.packet import CLASSES

# The permission that reads a class, where it is not "view_<class>".
READ_BY = {"42cfr2": "clear_42cfr2", "sens": "clear_sens"}


class Row(TypedDict, total=False):
    """One line of a part."""

    title: str
    text: str
    note: str
    fact: dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Of which case, which departure, and for whom the parts are read: what somebody may not read they cannot send."""

    case: Any
    leaving: int
    reader: Any


Rows = Callable[[Place], Iterable[Row]]


@dataclass(frozen=True)
class Part:
    """One part an app can fill: its class of information, and its rows."""

    code: str
    label: Any
    data: str
    rows: Rows

    @property
    def perm(self) -> str:
        """What somebody must hold on the case to read it."""
        return READ_BY.get(self.data, f"view_{self.data}")

    def readable(self, rights: Collection[str]) -> bool:
        """Whether somebody with these permissions may read it."""
        return self.perm in rights


_parts: dict[str, Part] = {}


def part(code: str, label: Any, data: str) -> Callable[[Rows], Rows]:
    """Register what fills a part; `data` is its class of information."""
    if code in _parts or data not in CLASSES:
        raise ValueError(f"Part {code!r} of class {data!r}: taken, or of an unknown class.")

    def make(rows: Rows) -> Rows:
        _parts[code] = Part(code, label, data, rows)
        return rows

    return make


@cache
def parts() -> dict[str, Part]:
    """Every part that an app fills, by code."""
    autodiscover_modules("packet_parts")
    return _parts


def row(title: Any, text: Any = "", note: Any = "", **fact: Any) -> Row:
    """A line with what is not empty; `fact` holds what other systems read of it."""
    said = {"title": str(title or ""), "text": str(text or ""), "note": str(note or "")}
    found: Row = {name: words for name, words in said.items() if words}  # type: ignore[assignment]
    known = {name: value for name, value in fact.items() if value not in ("", None, [], ())}
    return found | {"fact": known} if known else found
