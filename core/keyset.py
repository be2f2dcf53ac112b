"""Pages of a long list by key: cut to the keys of one page first, read those rows only; never an offset.

A cursor is the sort value and the key of a row: what comes after it does not move when rows are added before it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import F, Q, QuerySet

from core import prepared


@dataclass(frozen=True)
class Order:
    """Ascending by a column; rows without a value stand at one end. `parse` reads the column's text in a cursor."""

    column: str
    parse: Callable[[str], Any]
    empty_first: bool = False


@dataclass(frozen=True)
class Page:
    """Rows, and the cursors of the pages around them; empty at the ends."""

    rows: list[Any] = field(default_factory=list)
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Cut:
    """Where a page lies: how long it is, and after or before which row it stands; the first one without either."""

    order: Order
    size: int
    after: str = ""
    before: str = ""

    @property
    def cursor(self) -> str:
        """The row it begins or ends beside; `after` when both are said."""
        return self.after or self.before

    @property
    def back(self) -> bool:
        """Whether it is read from its end."""
        return bool(self.before) and not self.after

    def keys(self, rows: "QuerySet[Any]") -> "QuerySet[Any, Any]":
        """What reads the keys of the page, and one more: (key, value of the column). BadRequest for a false cursor."""
        if self.cursor:
            rows = rows.filter(_beyond(self.order, *_parsed(self.order, self.cursor), back=self.back))
        found = _sorted(rows, self.order, self.back).values_list("pk", self.order.column)
        return found[: self.size + 1]

    def page(self, keys: list[Any], read: Callable[[list[UUID]], list[Any]]) -> Page:
        """The page of those keys."""
        more = len(keys) > self.size
        keys = keys[: self.size][::-1] if self.back else keys[: self.size]
        if not keys:
            return Page()
        return Page(
            read([key for key, _value in keys]),
            before=_cursor(*keys[0]) if (more if self.back else self.cursor) else "",
            after=_cursor(*keys[-1]) if (self.back or more) else "",
        )


def page(
    rows: "QuerySet[Any]",
    order: Order,
    read: Callable[[list[UUID]], list[Any]],
    *,
    size: int,
    after: str = "",
    before: str = "",
) -> Page:
    """The page after or before a cursor, or the first one. BadRequest for a cursor nobody could have been given."""
    cut = Cut(order, size, after, before)
    return cut.page(prepared.rows(cut.keys(rows)), read)


def in_order(rows: "QuerySet[Any]", order: Order) -> "QuerySet[Any]":
    """All the rows as the pages would show them one after the other."""
    return _sorted(rows, order, back=False)


def _sorted(rows: "QuerySet[Any]", order: Order, back: bool) -> "QuerySet[Any]":
    column = F(order.column)
    if back:
        by = column.desc(nulls_last=True) if order.empty_first else column.desc(nulls_first=True)
        return rows.order_by(by, "-pk")
    by = column.asc(nulls_first=True) if order.empty_first else column.asc(nulls_last=True)
    return rows.order_by(by, "pk")


def _beyond(order: Order, value: Any, key: UUID, *, back: bool) -> Q:
    """The rows on one side of a row, in the order of the list."""
    way, name = "lt" if back else "gt", order.column
    empty = Q(**{f"{name}__isnull": True})
    if value is None:
        same = empty & Q(**{f"pk__{way}": key})
        return same | ~empty if order.empty_first != back else same
    side = Q(**{f"{name}__{way}": value}) | Q(**{name: value, f"pk__{way}": key})
    return side | empty if order.empty_first == back else side


def _cursor(key: UUID, value: Any) -> str:
    said = value if isinstance(value, str) else value.isoformat() if value is not None else ""
    return f"{said}~{key}"


def _parsed(order: Order, cursor: str) -> tuple[Any, UUID]:
    text, _mark, key = cursor.rpartition("~")
    try:
        return order.parse(text) if text else None, UUID(key)
    except ValueError:
        raise BadRequest("This page of the list cannot be read.") from None
