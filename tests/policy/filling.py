"""Rows for the gates: filled in by what their fields say, or by a maker where constraints ask for more."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models.fields import NOT_PROVIDED

# From the world (`tests.policy.world.World`) to one row.
Make = Callable[[Any], Any]

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SOON = datetime(2030, 1, 2, 15, 0, tzinfo=UTC)
# Stands in every text of the invented patient: whoever may not see them must never be sent it.
CANARY = "Zyxquav"
MAKERS: dict[str, Make] = {}


def maker(label: str) -> Callable[[Make], Make]:
    """Register how to make one row of a model whose fields alone do not say it."""

    def register(make: Make) -> Make:
        MAKERS[label.lower()] = make
        return make

    return register


def filled(world: Any, model: type[models.Model], **given: Any) -> Any:
    """A row whose required columns are filled by what their fields say."""
    return model._default_manager.create(**missing(world, model, **given))


def missing(world: Any, model: type[models.Model], **given: Any) -> dict[str, Any]:
    """The values of a row: those given, and one for every column that must have one or that rights come through."""
    place = getattr(model, "access", None)
    roots = {path.split("__")[0] for path in (place.case, place.facility) if path} if place else set()
    for field in model._meta.concrete_fields:
        wanted = field.name in roots or not (field.null or field.blank or _has_default(field))
        if wanted and field.name not in given and not field.primary_key:
            given[field.name] = _value(world, field)
    return given


def _has_default(field: Any) -> bool:
    return field.has_default() or field.db_default is not NOT_PROVIDED


def _value(world: Any, field: Any) -> Any:
    if field.is_relation:
        return world.one(field.related_model._meta.label)
    if field.flatchoices:
        return field.flatchoices[0][0]
    return next(
        (make() for kind, make in BY_KIND.items() if isinstance(field, kind)),
        CANARY[: field.max_length or 40],
    )


BY_KIND: dict[Any, Callable[[], Any]] = {
    DateTimeRangeField: lambda: DateTimeTZRange(LONG_AGO, None),
    ArrayField: list,
    models.JSONField: dict,
    models.BinaryField: lambda: b"MSH|",
    models.BooleanField: lambda: False,
    models.UUIDField: uuid4,
    models.DateTimeField: lambda: SOON,
    models.DateField: lambda: date(2030, 1, 2),
    models.IntegerField: lambda: 1,
    models.DecimalField: lambda: 1,
    models.DurationField: lambda: timedelta(hours=1),
}
