"""How one promised occurrence stands, in a word: scheduled, due, reminded so often, done, missed, cancelled. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import clock
from core.access import visible_to
from worklist.models import FollowUp, FollowUpOutcome, Item, Reminder

Status = Item.Status
# Pages show as many as this; more are behind the ledger of the case.
SHOWN = 60
# Outcomes on the plan; the others stand with their promise and in the timeline.
LATEST = 5


@dataclass(frozen=True)
class State:
    """A word, its tone, and what it means where that is not plain."""

    label: str
    tone: str
    text: str = ""


def state(item: Item, reminded: int, now: datetime) -> State:
    """How an occurrence stands; `reminded` is how many rungs told somebody since its ladder began."""
    if item.status == Status.DONE:
        return State(_("Done"), "green", item.done_note)
    if item.status == Status.MISSED:
        return State(_("Missed"), "red", _("Nobody did it in time. The lead was asked to look at the plan."))
    if item.status == Status.CANCELLED:
        return State(_("Cancelled"), "grey", item.cancel_reason)
    if item.status == Status.WAITING:
        return State(_("Waiting"), "grey", item.waiting_on)
    if item.status == Status.IN_PROGRESS:
        return State(_("In progress"), "blue")
    if item.due_at is not None and item.due_at <= now:
        return State(_reminded(reminded) if reminded else _("Due"), "orange")
    return State(_reminded(reminded), "yellow") if reminded else State(_("Scheduled"), "grey")


def of(series: FollowUp, *, outcomes: bool) -> list[Any]:
    """The occurrences of a promise, the newest first, each with its `state`; its outcome for whoever may read it."""
    told = Count("reminders", filter=Q(reminders__status=Reminder.Status.PLANNED, reminders__told__gt=0))
    rows = Item.objects.filter(series=series).select_related("owner", "done_by").annotate(reminded=told)
    found: list[Any] = list(rows.order_by("-n")[:SHOWN])
    now = clock.now()
    kept = _outcomes(found) if outcomes else {}
    for item in found:
        item.state = state(item, item.reminded, now)
        item.outcome = kept.get(item.pk)
    return found


def latest_outcomes(case: Any, user: Any) -> "QuerySet[FollowUpOutcome]":
    """What came of the latest follow-ups of a case, the newest first, for whoever may read it; only what stands."""
    rows = visible_to(FollowUpOutcome, user).filter(item__case=case, amended_by=None)
    return rows.order_by("-created_at", "-pk")[:LATEST]


def _outcomes(items: Iterable[Item]) -> dict[Any, FollowUpOutcome]:
    """The outcome of each that stands: one that nothing amends."""
    rows = FollowUpOutcome.objects.filter(item__in=list(items), amended_by=None)
    return {row.item_id: row for row in rows}


def _reminded(times: int) -> str:
    return ngettext("Reminded once", "Reminded %(times)d times", times) % {"times": times}
