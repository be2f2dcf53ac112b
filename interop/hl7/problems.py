"""What is wrong with a message: where, how bad, and in words that never repeat the patient's data."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Code(IntEnum):
    """HL7 table 0357, message error condition codes."""

    SEQUENCE = 100
    MISSING = 101
    DATA_TYPE = 102
    UNKNOWN_VALUE = 103
    TYPE = 200
    EVENT = 201
    PROCESSING_ID = 202
    VERSION = 203
    UNKNOWN_KEY = 204
    DUPLICATE_KEY = 205
    LOCKED = 206
    INTERNAL = 207


class Severity(StrEnum):
    """An error stops the message, a warning only drops a value or asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a message as people name it: PID-7, NK1(2)-5, PID-3(2) for the second repetition."""

    segment: str = ""
    field: int = 0
    occurrence: int = 1
    repetition: int = 0

    def __str__(self) -> str:
        """The spoken form; the first occurrence and a single value are not numbered."""
        segment = self.segment if self.occurrence == 1 else f"{self.segment}({self.occurrence})"
        field = f"-{self.field}" if self.field else ""
        return segment + field + (f"({self.repetition})" if self.repetition else "")

    def at(self, field: int, repetition: int = 0) -> "Where":
        """Another field of the same segment."""
        return Where(self.segment, field, self.occurrence, repetition)


NOWHERE = Where()


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding; `text` is ours, never the sender's."""

    severity: Severity
    code: Code
    text: str
    where: Where = NOWHERE

    @property
    def is_error(self) -> bool:
        """Whether the message cannot be applied."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        """Place and text in one line, for a fix list."""
        return f"{self.where}: {self.text}" if self.where.segment else self.text


def error(code: Code, text: str, where: Where = NOWHERE) -> Problem:
    """A finding that stops the message."""
    return Problem(Severity.ERROR, code, text, where)


def warning(code: Code, text: str, where: Where = NOWHERE) -> Problem:
    """A finding that a person may want to see; the message goes on."""
    return Problem(Severity.WARNING, code, text, where)
