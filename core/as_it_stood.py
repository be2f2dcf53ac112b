"""Rows of tables with field history as they stood at an instant: one statement about a case, whatever the number of tables.

A row stands in the state of its last event up to the instant. When an event happened is the moment of entry for a new
row, else the present of the verb that changed it (kept with the history), else the database's own time. What was taken
out of its table later, and tables without history, cannot be read this way.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, DateTimeField, F, OuterRef, QuerySet, TextField, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject


@cache
def history_of(model: Any) -> Any:
    """The table that keeps the events of a tracked table."""
    from pghistory.models import Event

    events = (each for each in apps.get_models() if issubclass(each, Event))
    found = [each for each in events if each.pgh_tracked_model is model]
    if not found:
        raise LookupError(f"{model._meta.label} keeps no history.")
    return found[0]


def happened() -> Any:
    """When an event of a history table happened."""
    told = Cast(KeyTextTransform("at", "pgh_context__metadata"), DateTimeField())
    later = Coalesce(told, F("pgh_created_at"), output_field=DateTimeField())
    return Case(When(pgh_label="insert", then=F("created_at")), default=later, output_field=DateTimeField())


def stood(model: Any, at: datetime, path: str = "case") -> "QuerySet[Any]":
    """The last event up to an instant of each row that hangs on the outer row by `path`; the row itself without one."""
    hangs = f"pgh_obj__{path}" if path else "pgh_obj"
    rows = history_of(model).objects.filter(**{hangs: OuterRef("pk")}).alias(instant=happened())
    return rows.filter(instant__lte=at).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")


def bundle(model: type[Any], at: datetime, columns: Mapping[str, str], path: str = "case") -> ArraySubquery:
    """Rows of a table as they stood, as an array of JSON objects: what is looked up for each name."""
    said: dict[str, Any] = {name: F(column) for name, column in columns.items()}
    if hasattr(model, "error_at"):
        said["mistaken"] = F("error_at")
    shape = JSONObject(key=Cast("pgh_obj_id", TextField()), gone=F("pgh_label"), **said)
    return ArraySubquery(stood(model, at, path).values(row=shape))


def standing(rows: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Of a bundle, the rows that were there and not marked as a mistake."""
    return [row for row in rows or [] if row["gone"] != "delete" and not row.get("mistaken")]
