"""A message's text cut into segments, fields, repetitions and components; leaves are decoded on reading."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from interop.hl7 import limits
from interop.hl7.encoding import Encoding
from interop.hl7.escapes import decode, drops_characters
from interop.hl7.problems import Code, Problem, Where, warning

NULL = '""'
_SEGMENT = re.compile(r"[A-Za-z][A-Za-z0-9]{2}$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Composing a long run of combining marks takes quadratic time, and no name is longer than this.
_COMPOSED_CHARACTERS = 250


@dataclass(frozen=True, slots=True, repr=False)
class Repetition:
    """One value of a field: its components, still escaped."""

    parts: tuple[str, ...]
    encoding: Encoding

    @property
    def blank(self) -> bool:
        """Whether no component says anything (an explicit null says nothing that can be kept)."""
        return all(not part.strip() or part.strip() == NULL for part in self.parts)

    def text(self, component: int = 1) -> str:
        """A whole component, trimmed and decoded; a stray sub-component delimiter stays (AT&T)."""
        return _leaf(self._raw(component), self.encoding)

    def sub(self, component: int, number: int) -> str:
        """One sub-component of a component, from 1; the whole when no such delimiter is in use."""
        raw = self._raw(component)
        pieces = raw.split(self.encoding.subcomponent) if self.encoding.subcomponent else [raw]
        return _leaf(pieces[number - 1], self.encoding) if number <= len(pieces) else ""

    def subs(self, component: int) -> tuple[str, ...]:
        """All sub-components of a component."""
        raw = self._raw(component)
        pieces = raw.split(self.encoding.subcomponent) if self.encoding.subcomponent else [raw]
        return tuple(_leaf(piece, self.encoding) for piece in pieces)

    def inner(self, component: int) -> "Repetition":
        """A component read as a value of its own, its sub-components as components."""
        raw = self._raw(component)
        pieces = raw.split(self.encoding.subcomponent) if self.encoding.subcomponent else [raw]
        return Repetition(tuple(pieces), self.encoding)

    def _raw(self, component: int) -> str:
        return self.parts[component - 1] if component <= len(self.parts) else ""


@dataclass(frozen=True, slots=True, repr=False)
class Segment:
    """One line of a message; `fields[n]` is field n as sent, `fields[0]` the name."""

    where: Where
    fields: tuple[str, ...]
    encoding: Encoding

    @property
    def name(self) -> str:
        """Three letters, upper case."""
        return self.where.segment

    def raw(self, number: int) -> str:
        """A field exactly as sent; empty when the segment is shorter."""
        return self.fields[number] if number < len(self.fields) else ""

    def absent(self, number: int) -> bool:
        """No statement: the field is empty or the segment too short."""
        return not self.raw(number).strip()

    def null(self, number: int) -> bool:
        """The explicit null that asks to delete: the field is two double quotes."""
        return self.raw(number).strip() == NULL

    def repetitions(self, number: int) -> tuple[Repetition, ...]:
        """The values of a field, blank ones included so that they keep their number."""
        raw = self.raw(number)
        values = raw.split(self.encoding.repetition) if self.encoding.repetition else [raw]
        return tuple(self._repetition(value) for value in values)

    def first(self, number: int) -> Repetition:
        """The first value of a field; a blank one when there is none."""
        raw = self.raw(number)
        value = raw.split(self.encoding.repetition, 1)[0] if self.encoding.repetition else raw
        return self._repetition(value)

    def text(self, number: int, component: int = 1) -> str:
        """One component of the first value, decoded."""
        return self.first(number).text(component)

    def _repetition(self, value: str) -> Repetition:
        mark = self.encoding.component
        return Repetition(tuple(value.split(mark)) if mark else (value,), self.encoding)


def lines(text: str) -> list[str]:
    """The lines of a message: ends may be CR, LF, CRLF or a mixture; blank lines are skipped."""
    cut = (line.strip("\x0b\x1c\t ") for line in text.replace("\n", "\r").split("\r"))
    return [line for line in cut if line]


def segments(rows: list[str], encoding: Encoding) -> tuple[tuple[Segment, ...], list[Problem]]:
    """Segments in the order sent, and warnings for lines that are none; raises OverLimit."""
    limits.check_count(rows)
    seen: Counter[str] = Counter()
    found: list[Segment] = []
    problems: list[Problem] = []
    for row in rows:
        name = row.split(encoding.field, 1)[0].strip().upper()
        if not _SEGMENT.match(name):
            problems.append(_stray(found))
            continue
        seen[name] += 1
        where = Where(name, occurrence=seen[name])
        limits.check_segment(row, where, encoding)
        found.append(Segment(where, _fields(name, row, encoding), encoding))
        if drops_characters(row, encoding):
            text = "A switch of character set inside the text was dropped."
            problems.append(warning(Code.DATA_TYPE, text, where))
    return tuple(found), problems


def _fields(name: str, row: str, encoding: Encoding) -> tuple[str, ...]:
    pieces = row.split(encoding.field)
    return (name, encoding.field, *pieces[1:]) if name == "MSH" else (name, *pieces[1:])


def _stray(found: list[Segment]) -> Problem:
    after = found[-1].where if found else Where()
    return warning(Code.SEQUENCE, "The line after this segment is not a segment and was left out.", after)


def _leaf(raw: str, encoding: Encoding) -> str:
    value = raw.strip()
    if not value or value == NULL:
        return ""
    text = decode(value, encoding).replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROL.sub("", text).strip()
    if not text.isascii() and len(text) <= _COMPOSED_CHARACTERS:
        text = unicodedata.normalize("NFC", text)
    return text
