"""Rows of one table that are of several sorts: each of a data class of its own, some their author's alone, some labelled.

A sort takes the place of the table's class: `view_notes` on a psychosocial note asks `view_psychosocial` of its case.
Anything the rule does not name (a new sort, an unheard-of label) is hidden from everybody.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db.models import Q


@dataclass(frozen=True)
class Sorts:
    """How a row says who sees it; every column may be a path (`note__kind`) to the row that says it.

    `classes` maps each value of `column` to its data class. `shared` names, by column, the values with which others
    than the author see a row at all. A row with a `label` asks `clear_<label>` as well, of its author too.
    """

    column: str
    classes: Mapping[str, str]
    shared: Mapping[str, Collection[str]]
    author: str
    label: str = ""
    labels: Collection[str] = ()

    def names(self, row: Any, user: Any, data: str, names: Collection[str]) -> frozenset[str]:
        """What is left on one row of the permissions that somebody holds around it."""
        kind = self.classes.get(_at(row, self.column))
        if kind is None or not self._open(row, user) or not self._cleared(row, names):
            return frozenset()
        rest = {name for name in names if name.partition("_")[2] != data}
        return frozenset(
            rest | {f"{name.partition('_')[0]}_{data}" for name in names if name.endswith(f"_{kind}")}
        )

    def rows(self, user: Any, data: str, perm: str, holds: Callable[[str], Q]) -> Q:
        """The rows on which somebody holds a permission; `holds` finds those around which they hold one."""
        level, _bar, thing = perm.partition("_")
        kinds: dict[str, list[str]] = {}
        for value, kind in self.classes.items():
            kinds.setdefault(f"{level}_{kind}" if thing == data else perm, []).append(value)
        of_class = _any(Q((f"{self.column}__in", values)) & holds(asked) for asked, values in kinds.items())
        others = Q(*((f"{column}__in", list(values)) for column, values in self.shared.items()))
        return of_class & (others | Q((self.author, user.pk))) & self._clear(holds)

    def _open(self, row: Any, user: Any) -> bool:
        shared = all(_at(row, column) in values for column, values in self.shared.items())
        return shared or _at(row, f"{self.author}_id") == user.pk

    def _cleared(self, row: Any, names: Collection[str]) -> bool:
        label = _at(row, self.label) if self.label else ""
        return label == "" or (label in self.labels and f"clear_{label}" in names)

    def _clear(self, holds: Callable[[str], Q]) -> Q:
        if not self.label:
            return Q()
        labelled = (Q((self.label, label)) & holds(f"clear_{label}") for label in self.labels)
        return _any((Q((self.label, "")), *labelled))


def _at(row: Any, path: str) -> Any:
    return reduce(getattr, path.split("__"), row)


def _any(parts: Any) -> Q:
    return reduce(lambda one, other: one | other, parts)
