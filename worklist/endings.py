"""How an item ends, whichever verb ends it. Used inside verbs only."""

from typing import Any

from core import clock
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
