"""One row that somebody is about to change: found by its key, its rights read by the row, as the verb will read them."""

from typing import Any, TypeVar

from django.db import models
from django.http import Http404

from audit import record
from core import access, clock

M = TypeVar("M", bound=models.Model)


def at_hand(model: type[M], pk: Any, *, by: Any, related: tuple[str, ...] = ()) -> M:
    """One row that the person may see and is about to change, else the same 404 as `fetch`; the verb records the look.

    Rights are read by the row, as `held` reads them for the verb: where somebody types and waits that is many times cheaper.
    """
    row = model._default_manager.select_related(*related, *model.access.lock).filter(pk=pk).first()  # type: ignore[attr-defined]
    perm = f"view_{access.place_of(model).data}"
    if row is not None and perm in access.held(by, row):
        return row
    if row is not None:
        record.denied("view", row, by=by, at=clock.now(), perm=perm)
    raise Http404
