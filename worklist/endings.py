"""How an item ends, whichever verb ends it. Used inside verbs only."""

from typing import Any

from core import clock
from core.actions import change
from worklist import offers, promises
from worklist.models import Item


def finish(item: Item, *, by: Any, note: str = "") -> Item:
    """Set an item to done; the caller or the kernel saves it. Nothing more will be said about it."""
    item.status, item.done_at, item.done_by, item.done_note = Item.Status.DONE, clock.now(), by, note
    item.waiting_on = ""
    promises.forget(item)
    offers.lapse(item, by=by)
    return item


def drop(item: Item, reason: str, *, by: Any = None) -> Item:
    """Set an item to cancelled with its reason; the caller or the kernel saves it."""
    item.status, item.cancel_reason, item.cancelled_at = Item.Status.CANCELLED, reason, clock.now()
    item.waiting_on = ""
    promises.forget(item)
    offers.lapse(item, by=by)
    return item


def finish_at_once(item: Item, *, by: Any, note: str = "") -> Item:
    """Finish and save work from inside a verb of another row."""
    return _saved(finish(item, by=by, note=note), "done_at", "done_by", "done_note")


def drop_at_once(item: Item, reason: str, *, by: Any = None) -> Item:
    """Cancel and save work from inside a verb of another row."""
    return _saved(drop(item, reason, by=by), "cancel_reason", "cancelled_at")


def _saved(item: Item, *facts: str) -> Item:
    change(item, **{name: getattr(item, name) for name in ("status", "waiting_on", *facts)})
    return item
