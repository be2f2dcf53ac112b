"""The rows around a row that a verb locks before it, so that two verbs never wait for each other."""

from functools import reduce
from typing import Any

from django.db import models


def lock_roots(row: models.Model) -> list[models.Model]:
    """The rows a verb locks before its target, by key alone, in the agreed order: patient or facility, then case."""
    roots = []
    for relation in row.access.lock:  # type: ignore[attr-defined]
        # The case of an item of an offer: "item__case".
        *way, last = relation.split("__")
        around: Any = reduce(lambda thing, name: thing and getattr(thing, name), way, row)
        field: Any = around and around._meta.get_field(last)
        if field and (key := getattr(around, field.attname)) is not None:
            roots.append(field.related_model(pk=key))
    # Two of a kind (both records of a merge) always in the same order, whichever way round they are named.
    kinds = list(dict.fromkeys(type(root) for root in roots))
    return sorted(roots, key=lambda root: (kinds.index(type(root)), root.pk))
