"""Reading fields into facts: a value that cannot be read is dropped and put on the list of findings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from interop.hl7.datatypes import Coded, coded
from interop.hl7.facts import Fact, absent, null, said
from interop.hl7.lexer import Repetition, Segment
from interop.hl7.message import Message
from interop.hl7.problems import Code, Problem, Where, error, warning
from interop.hl7.rules import SenderRules, Table
from interop.hl7.terminology import Mapped, lookup
from interop.hl7.timestamps import BadTime, Moment, PartialDate, read_date, read_moment, read_period_end

T = TypeVar("T")
Convert = Callable[[Repetition], T | None]

_SNAPSHOT_EVENTS = {"A08", "A31"}
_YES, _NO = {"Y", "YES", "1", "T", "TRUE"}, {"N", "NO", "0", "F", "FALSE"}


@dataclass(frozen=True, slots=True, repr=False)
class Reading:
    """One pass over one message, collecting findings."""

    message: Message
    problems: list[Problem] = field(default_factory=list)

    @property
    def rules(self) -> SenderRules:
        """The sender's settings."""
        return self.message.rules

    def fields(self, name: str, segment: Segment | None = None) -> "Fields":
        """The fields of a segment, by default the first of that name; all absent when there is none."""
        return Fields(self, name, segment or self.message.first(name))

    def warn(self, code: Code, text: str, where: Where) -> None:
        """Note something that does not stop the message."""
        self.problems.append(warning(code, text, where))

    def fail(self, code: Code, text: str, where: Where) -> None:
        """Note something that does."""
        self.problems.append(error(code, text, where))


@dataclass(frozen=True, slots=True, repr=False)
class Fields:
    """The fields of one segment as facts; with `snapshot` an empty field counts as the null."""

    reading: Reading
    name: str
    segment: Segment | None
    snapshot: bool = False

    def where(self, number: int) -> Where:
        """The place of a field, also of one that is not there."""
        return self.segment.where.at(number) if self.segment else Where(self.name, number)

    def as_snapshot(self) -> "Fields":
        """The same fields, empty ones meaning "delete" where the sender is set so and the event updates."""
        message = self.reading.message
        wanted = message.rules.snapshot and message.kind.trigger in _SNAPSHOT_EVENTS
        return Fields(self.reading, self.name, self.segment, wanted and self.segment is not None)

    def written(self, number: int) -> bool:
        """Whether anything but the null stands in the field."""
        return self.segment is not None and not self.segment.absent(number) and not self.segment.null(number)

    def one(self, number: int, convert: Convert[T]) -> Fact[T]:
        """The first value of a field."""
        if not self.written(number):
            return self._unwritten(number)
        value = self._read(number, 0, self._values(number)[0], convert)
        return absent(self.where(number)) if value is None else said(self.where(number), value)

    def many(self, number: int, convert: Convert[T]) -> Fact[tuple[T, ...]]:
        """Every value of a repeating field; a stated list replaces the one before."""
        if not self.written(number):
            return self._unwritten(number)
        read = (
            self._read(number, place, value, convert) for place, value in enumerate(self._values(number), 1)
        )
        values = tuple(value for value in read if value is not None)
        return said(self.where(number), values) if values else absent(self.where(number))

    def text(self, number: int) -> Fact[str]:
        """The first component as text."""
        return self.one(number, lambda value: value.text() or None)

    def coded(self, number: int) -> Fact[Coded]:
        """A coded value, kept as sent."""
        return self.one(number, coded)

    def mapped(self, number: int, standard: Mapping[str, str], sender: Table | None = None) -> Fact[Mapped]:
        """A coded value in our words; an unknown code keeps its text and is noted, never an error."""
        fact = self.coded(number).map(lambda code: lookup(standard, sender or {}, code.code, code.text))
        if fact.value is not None and not fact.value.value:
            self.reading.warn(Code.UNKNOWN_VALUE, "The code is not known; its text was kept.", fact.where)
        return fact

    def flag(self, number: int) -> Fact[bool]:
        """Yes or no; anything else is no statement."""
        return self.one(number, _flag)

    def moment(self, number: int) -> Fact[Moment]:
        """An instant."""
        return self.one(number, lambda value: read_moment(value.text(), self.reading.rules, value.text(2)))

    def birth(self, number: int) -> Fact[PartialDate]:
        """A date of birth: not after the day the message came, anywhere on earth."""
        latest = self.reading.message.received.date() + timedelta(days=1)
        return self.one(number, lambda value: read_date(value.text(), self.reading.rules, latest))

    def day(self, number: int) -> PartialDate | None:
        """A first day of a period, as a plain value."""
        return self.one(number, lambda value: read_date(value.text(), self.reading.rules)).value

    def last_day(self, number: int) -> PartialDate | None:
        """A last day of a period; None means that no end is set."""
        return self.one(number, lambda value: read_period_end(value.text(), self.reading.rules)).value

    def _values(self, number: int) -> tuple[Repetition, ...]:
        return self.segment.repetitions(number) if self.segment else ()

    def _unwritten(self, number: int) -> Fact[T]:
        cleared = self.segment is not None and self.segment.null(number)
        return null(self.where(number)) if cleared or self.snapshot else absent(self.where(number))

    def _read(self, number: int, place: int, value: Repetition, convert: Convert[T]) -> T | None:
        try:
            return convert(value)
        except BadTime:
            where = self.where(number).at(number, place if place > 1 else 0)
            self.reading.warn(Code.DATA_TYPE, "The date or time cannot be read and was left out.", where)
            return None


def _flag(value: Repetition) -> bool | None:
    word = value.text().upper()
    return True if word in _YES else False if word in _NO else None
