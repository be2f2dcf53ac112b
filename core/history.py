"""Field history by database triggers: every insert, change and removal of a row, append-only."""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def tracked(model: M) -> M:
    """Keep the full history of a table's rows; the context (verb, actor, reason) comes from the kernel."""
    return _track(model)


def tracked_without(*fields: str) -> Callable[[M], M]:
    """As `tracked`, but leaving out columns that must not be kept (a password's hash)."""
    return lambda model: _track(model, exclude=list(fields))


def _track(model: M, **options: Any) -> M:
    events = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    return pghistory.track(*events, **options)(model)


def insert_only(name: str) -> Any:
    """A trigger that refuses to change or remove a row of this table."""
    return pgtrigger.Protect(name=f"{name}_insert_only", operation=pgtrigger.Update | pgtrigger.Delete)
