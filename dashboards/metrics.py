"""Every measure of the house: its name, what it counts, who answers for it, and the one query behind number, list and file.

A measure's query gives rows. A count is how many there are; a rate how many of them have `met`; a total, a ratio and a
median are made of their `amount` (a ratio divides by the sum of their `base`). Definitions follow the agreed measures
(clinical.md part 4; states-and-matrices.md 3), over the last 30 days instead of a month of the calendar, so that every
day has a number; docs/measures.md is written from this registry and a test holds it true.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db.models import QuerySet

from accounts.permissions import Role
from core.keyset import Order
from dashboards.scope import Scope

Rows = Callable[[Scope], "QuerySet[Any]"]
# By key of a row, what it says; for a measure whose rule is no question to the database.
Values = dict[Any, tuple[Any, ...]]


class Kind(Enum):
    """How a number is made of its rows."""

    COUNT = "count"
    RATE = "rate"
    TOTAL = "total"
    RATIO = "ratio"
    MEDIAN = "median"
    LOAD = "load"


# What the rows of each kind say besides their key, in this order.
SAYS: dict[Kind, tuple[str, ...]] = {
    Kind.COUNT: (),
    Kind.RATE: ("met",),
    Kind.TOTAL: ("amount",),
    Kind.RATIO: ("amount", "base"),
    Kind.MEDIAN: ("amount",),
    Kind.LOAD: ("amount",),
}


@dataclass(frozen=True)
class Measure:
    """One measure. `shape` says how a row is shown (dashboards.shapes); `better` is "more", "less" or nothing.

    `told_again` is for what is made of dated facts that do not change: a day that was missed can be counted later.
    """

    name: str
    label: Any
    definition: Any
    source: str
    kind: Kind
    shape: str
    rows: Rows
    order: Order
    unit: Any = ""
    version: int = 1
    owner: Role = Role.SUPERVISOR
    better: str = ""
    tone: str = "grey"
    icon: str = "chart-line"
    told_again: bool = False
    # Of a measure that is reckoned row by row: which rows count, and what each says. `rows` then are those to choose from.
    reckon: Callable[[Scope], Values] | None = None

    @property
    def is_rate(self) -> bool:
        return self.kind is Kind.RATE

    @property
    def says(self) -> tuple[str, ...]:
        """What its rows say besides their key."""
        return SAYS[self.kind]


MEASURES: dict[str, Measure] = {}


def measure(name: str, **facts: Any) -> Callable[[Rows], Rows]:
    """Register a query as a measure; two of one name are a programming error."""

    def register(rows: Rows) -> Rows:
        if name in MEASURES:
            raise ValueError(f"Two measures are called {name!r}.")
        MEASURES[name] = Measure(name=name, rows=rows, **facts)
        return rows

    return register


def known(names: Sequence[str] = ()) -> list[Measure]:
    """The measures of these names, or all, in the order in which they are shown."""
    return [MEASURES[name] for name in names or MEASURES]
