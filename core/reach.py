"""What somebody sees of a thing that belongs to a house, in two parts: what their house shows, and what cases show besides.

A house shows tens of thousands: there a search goes by its own index and meets next to nothing it may not show. What
cases show is somebody's own work: there it reads their few and looks through them. Neither way passes through what is
out of sight, so neither its statements nor their time tell of it.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from core import prepared
from core.blocks import not_blocked
from core.sources import ALL, HOUSE, shows_whole_houses

Parts = tuple["QuerySet[Any]", "QuerySet[Any]"]


def parts(
    rows: "QuerySet[Any]",
    place: Any,
    paths: list[tuple[str, Any]],
    lines: Callable[..., Any],
    user: Any,
    perm: str,
) -> Parts:
    """The rows at the houses where somebody holds a permission, and those they reach by cases: together all they see.

    `lines(path, view)` are the things on which they hold it: the rule itself. A row can be in both parts.
    """
    (cases_path, cases_view), (house, houses_view) = paths
    if place.own or place.sorts:
        raise LookupError(f"What {rows.model._meta.label} shows hangs on more than houses and cases.")
    houses = lines(house, houses_view)
    there = rows.filter(prepared.AnyOf(house, houses), not_blocked(rows.model, user, perm))
    relation = rows.model._meta.get_field(cases_path)
    found = _worked_on(rows, relation, houses, lines, cases_view, perm)
    keys = relation.related_model._default_manager.filter(prepared.AnyOf("pk", found))
    return there, rows.filter(prepared.AnyOf("pk", keys.values(relation.field.name)))


def _worked_on(
    rows: "QuerySet[Any]", relation: Any, houses: Any, lines: Callable[..., Any], view: Any, perm: str
) -> "QuerySet[Any]":
    """The cases by which somebody sees; of those that a whole house shows them, only of rows of another house."""
    if not shows_whole_houses(perm):
        return lines("pk", view)
    at_home = rows.filter(prepared.AnyOf("facility", houses), pk=OuterRef(relation.field.name))
    guests = relation.related_model._default_manager.filter(
        ~Exists(at_home), prepared.AnyOf("facility", houses)
    )
    return lines("pk", view, sources=ALL - {HOUSE}).union(lines("pk", view, sources={HOUSE}, among=guests))
