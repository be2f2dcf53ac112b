"""Small lists that hang on a row, fetched with it in one statement, so that a page of ten lists stays at a few."""

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject

M = TypeVar("M", bound=models.Model)


def bundle(rows: Any, *, without: tuple[str, ...] = (), **more: Any) -> ArraySubquery:
    """The rows as an array of JSON objects, every column by its name; `more` adds lookups under other names.

    Columns `without` which a page does (a long copy) come back as the model makes them anew.
    """
    names = [field.attname for field in rows.model._meta.concrete_fields]
    columns = {name: name for name in names if name not in without}
    return ArraySubquery(rows.values(row=JSONObject(**columns, **more)))


def unpack(model: type[M], rows: list[dict[str, Any]]) -> list[M]:
    """Model instances from a bundle, with their columns in Python's types; what `more` added is set beside them."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    found = []
    for row in rows:
        instance = model(
            **{name: fields[name].to_python(value) for name, value in row.items() if name in fields}
        )
        for name in row.keys() - fields.keys():
            setattr(instance, name, row[name])
        found.append(instance)
    return found
