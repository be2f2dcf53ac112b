"""A fact is what a message states about one field: nothing, "delete it", or a value, and where."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from interop.hl7.problems import NOWHERE, Where

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Fact(Generic[T]):
    """Three-valued: not stated (keep what we have), cleared (the sender's null), or a value.

    Its text names the place only, so that it may stand in a log.
    """

    where: Where = NOWHERE
    value: T | None = None
    stated: bool = False

    @property
    def cleared(self) -> bool:
        """The sender asks to delete what we have."""
        return self.stated and self.value is None

    @property
    def present(self) -> bool:
        """There is a value to write."""
        return self.value is not None

    def map(self, convert: Callable[[T], U]) -> "Fact[U]":
        """The same statement about a value derived from this one."""
        converted = None if self.value is None else convert(self.value)
        return Fact(self.where, converted, self.stated)

    def __repr__(self) -> str:
        """Place and state, never the value."""
        state = "value" if self.present else "cleared" if self.cleared else "not stated"
        return f"<Fact {self.where}: {state}>"


def absent(where: Where) -> Fact[T]:
    """No statement about this place."""
    return Fact(where)


def said(where: Where, value: T) -> Fact[T]:
    """A value stated at this place."""
    return Fact(where, value, stated=True)


def null(where: Where) -> Fact[T]:
    """The sender's request to delete."""
    return Fact(where, stated=True)
