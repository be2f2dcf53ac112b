"""What rules are given of a case: every app says which of its rows are facts, and all of them come in one statement.

An app has a `plan_facts.py` with functions under `@source(kind, name=column, ...)`, each giving the rows of one case that hold
today or later; `shape` makes facts of them where a column is not one already. `@derived(kind)` makes facts of others.
The kinds and their fields are those of `policy.case_facts`; kinds that begin with "_" serve only to derive others.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.module_loading import autodiscover_modules

from careplans.models import CarePlan
from core import clock
from policy.case_facts import KINDS, Facts
from policy.case_facts import Row as Row

Rows = list[dict[str, Any]]
Shape = Callable[["Place", Rows], Iterable[Row]]


@dataclass(frozen=True)
class Place:
    """Of which plan, and which day it is there."""

    plan: CarePlan
    today: Any

    @property
    def case(self) -> Any:
        return self.plan.case


@dataclass(frozen=True)
class Source:
    """Rows of one table as facts of one kind: `columns` are the fields, by name, as columns or expressions.

    `of` names a row in its key: "goal:<id>".
    """

    kind: str
    of: str
    rows: Callable[[Place], QuerySet[Any, Any]]
    columns: Mapping[str, Any]
    shape: Shape | None


_sources: list[Source] = []
_derived: dict[str, Callable[[Place, Mapping[str, Rows]], Iterable[Row]]] = {}


def source(kind: str, of: str, /, *, shape: Shape | None = None, **columns: Any) -> Callable[[Any], Any]:
    """Register the rows of a table; `key` and the columns that are named become the fields of each fact."""

    def make(rows: Callable[[Place], QuerySet[Any, Any]]) -> Any:
        _sources.append(Source(kind, of, rows, columns, shape))
        return rows

    return make


def derived(kind: str) -> Callable[[Any], Any]:
    """Register what is reckoned from the rows of other kinds."""

    def make(reckon: Callable[[Place, Mapping[str, Rows]], Iterable[Row]]) -> Any:
        _derived[kind] = reckon
        return reckon

    return make


@cache
def sources() -> list[Source]:
    """Every source of every app."""
    autodiscover_modules("plan_facts")
    return _sources


def collect(plan: CarePlan) -> Facts:
    """Everything that is known of the case of a plan, by kind; a kind that no app fills is not known."""
    place = Place(plan, clock.today(plan.case.facility.tz))
    known = sources()
    facts: dict[str, Rows] = {each.kind: [] for each in known}
    for each, rows in zip(known, _read(known, place), strict=True):
        facts[each.kind] += [dict(row) for row in (each.shape(place, rows) if each.shape else rows)]
    for kind, reckon in _derived.items():
        facts[kind] = [*facts.get(kind, []), *(dict(row) for row in reckon(place, facts))]
    return {kind: _of_class(kind, facts.get(kind)) for kind in KINDS}


def _of_class(kind: str, rows: Rows | None) -> list[Row] | None:
    """Each with the class of those who may read its words: its own, or that of its kind."""
    return None if rows is None else [{"data": KINDS[kind].data} | row for row in rows]


def _read(known: list[Source], place: Place) -> list[Rows]:
    """The rows of each source, all in one statement."""
    parts = [_part(n, each, place) for n, each in enumerate(known)]
    found: dict[int, Rows] = defaultdict(list)
    for number, row in parts[0].union(*parts[1:], all=True):
        found[number].append(row | {"key": f"{known[number].of}:{row['key']}"})
    return [sorted(found[n], key=lambda row: str(row["key"])) for n in range(len(known))]


def _part(number: int, each: Source, place: Place) -> QuerySet[Any, Any]:
    columns = {"key": Cast("pk", TextField()), **each.columns}
    said = {name: F(column) if isinstance(column, str) else column for name, column in columns.items()}
    return each.rows(place).annotate(fact=JSONObject(**said)).values_list(Value(number), "fact")
