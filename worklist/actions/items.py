"""What happens to a piece of work: it is taken up, waits, is done, is cancelled, changes hands or its time."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.refusals import Refused
from worklist import endings, offers, own_ends, owners, promises, series
from worklist.dues import keep_next_due
from worklist.models import Item, Notification
from worklist.models.item import LIVE

Status = Item.Status
ALIVE = {status: status for status in LIVE}
# Their clocks are set by a rule (urgency tier, safety of identity): they are kept, not moved.
FIXED = (Item.Kind.FIRST_CONTACT, Item.Kind.IDENTITY)


@action("edit_work", moves=dict.fromkeys((Status.SCHEDULED, Status.OPEN, Status.WAITING), Status.IN_PROGRESS))
def start(item: Item, *, by: Any) -> Item:
    """Take up an item; one that had no owner becomes one's own."""
    own_ends.must_be_anybodys(item)
    blocker = item.blocked_by.filter(blocker__status__in=LIVE).select_related("blocker__owner").first()
    if blocker is not None:
        raise Refused(
            _("This waits for other work: %(what)s. Finish that first.") % {"what": blocker.blocker.what}
        )
    item.waiting_on = ""
    if item.owner_id is None and not by.is_service:
        own_ends.must_be_theirs_to_do(item, by)
        item.owner = by
    promises.stop(item)
    return item


@action("edit_work", moves=dict.fromkeys(LIVE, Status.WAITING))
def wait(item: Item, *, by: Any, on: str) -> Item:
    """Set an item to waiting on somebody; it stays in the list with their name."""
    own_ends.must_be_anybodys(item)
    if not on.strip():
        raise Refused(_("Say on whom this waits."), field="on")
    item.waiting_on = on.strip()
    promises.stop(item)
    return item


@action("edit_work", moves=dict.fromkeys(LIVE, Status.DONE))
def complete(item: Item, *, by: Any, note: str = "") -> Item:
    """Finish an item: its reminders are taken back, and a repeated promise raises its next occurrence."""
    own_ends.must_end_here(item)
    endings.finish(item, by=by, note=note)
    series.carry_on(item, by=by)
    keep_next_due(item.case_id, item)
    return item


@action("edit_work", moves=dict.fromkeys(LIVE, Status.CANCELLED))
def cancel(item: Item, *, by: Any, reason: str) -> Item:
    """Cancel an item with a reason; a repeated promise goes on with its next occurrence."""
    own_ends.must_end_here(item)
    if not reason.strip():
        raise Refused(_("Say why it is cancelled."), field="reason")
    endings.drop(item, reason.strip(), by=by)
    series.carry_on(item, by=by)
    keep_next_due(item.case_id, item)
    return item


@action("edit_work", moves=ALIVE | offers.TO_BEGIN)
def reassign(item: Item, *, by: Any, to: Any, reason: str) -> Item:
    """Give an item to somebody else, who is told; reminders still to come, and what follows of a promise, go to them.

    Of what a person has only the lead and supervisors dispose; everybody else offers it or asks for it.
    """
    if not reason.strip():
        raise Refused(_("Say why somebody else should do it."), field="reason")
    if to.pk == item.owner_id:
        raise Refused(_("%(name)s has it already.") % {"name": to.short}, field="to")
    own_ends.must_be_anybodys(item)
    offers.must_lead(item, by)
    owners.must_be_able(to, item, field="to")
    offers.take_over(item, to)
    offers.lapse(item, by=by)
    if to.pk != by.pk:
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version + 1)
    return item


@action("edit_work", moves=ALIVE)
def snooze(item: Item, *, by: Any, due_at: datetime, reason: str = "") -> Item:
    """Move the due time to a later one; its reminders move with it. What harms when late needs a reason."""
    own_ends.must_be_anybodys(item)
    if item.kind in FIXED:
        raise Refused(_("This time is set by a rule and cannot be moved. Do it, or cancel it with a reason."))
    if due_at <= clock.now():
        raise Refused(_("Choose a time to come."), field="due_at")
    if item.priority == Item.Priority.HARM and not reason.strip():
        raise Refused(_("This can harm when late. Say why it may wait."), field="reason")
    item.due_at = due_at
    promises.remind(item, promises.ladder_of(item))
    keep_next_due(item.case_id, item)
    return item


@action("edit_work", moves={Status.SCHEDULED: Status.OPEN})
def open_due(item: Item, *, by: Any) -> Item:
    """Open a scheduled item whose day has come (the keeper's verb)."""
    if item.opens_at is not None and item.opens_at > clock.now():
        raise Refused(_("This opens later."))
    return item
