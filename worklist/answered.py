"""How work and appointments came to their end, for the ledger: who, when and why; never what came of it.

Apps above say more of work that ends in a way of their own. Whoever sees the work may read all that stands here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from worklist.models import Appointment, Item

Status = Item.Status


@dataclass(frozen=True)
class Answer:
    """What somebody did with a promise, in words; without an instant the promise is still open."""

    said: str
    at: datetime | None = None
    reason: str = ""


# Each is asked once for all the work of a page, and answers by its keys: one statement, however many lines.
SAYS: list[Callable[[Collection[Item]], Mapping[UUID, Answer]]] = []


def of(things: Iterable[Item | Appointment]) -> dict[UUID, Answer]:
    """How each of these ended or who has taken it up, by its key; what nobody has touched is not in it."""
    rows = {thing.pk: thing for thing in things}
    found = {key: said for key, thing in rows.items() if (said := _of(thing)) is not None}
    items = [thing for thing in rows.values() if isinstance(thing, Item)]
    for says in SAYS:
        found |= says(items)
    return found


def _of(thing: Any) -> Answer | None:
    if isinstance(thing, Item):
        return _work(thing)
    if thing.settled_at is None:
        return None
    return Answer(str(thing.get_status_display()), thing.settled_at, thing.cancel_reason)


def _work(item: Item) -> Answer | None:
    if item.status == Status.DONE and item.done_by is not None:
        return Answer(_("Done by %(who)s") % {"who": item.done_by.short}, item.done_at)
    if item.status == Status.MISSED:
        return Answer(_("Missed: nobody did it in time"), item.missed_at)
    if item.status == Status.CANCELLED:
        return Answer(_("Cancelled"), item.cancelled_at, item.cancel_reason)
    if item.status == Status.WAITING:
        return Answer(_("Waiting on %(whom)s") % {"whom": item.waiting_on})
    if item.status == Status.IN_PROGRESS and item.owner is not None:
        return Answer(_("Taken up: with %(who)s") % {"who": item.owner.short})
    return None
