"""The work items that stand for a request: found again by their source key, moved with its clock, ended with it."""

from typing import Any

from django.utils.translation import gettext as _

from core.actions import change
from intake.models import IntakeRequest
from worklist import endings
from worklist.dues import keep_next_due
from worklist.models import Appointment, FollowUp, Item
from worklist.models.item import LIVE

# One activity for the way from request to first contact, whoever holds it at the time.
ACTIVITY = "first_contact"


def first_contact_key(request: IntakeRequest) -> str:
    """The source key of the item that asks for the first contact."""
    return f"intake:{request.pk}"


def breach_key(request: IntakeRequest) -> str:
    """The source key of the item that tells a supervisor a breach is near; another due time is another warning."""
    due = request.first_contact_due
    return f"breach:{request.pk}:{due:%Y%m%d%H%M}" if due else f"breach:{request.pk}"


def standing(request: IntakeRequest) -> list[Item]:
    """The live items of a request: at the desk or on its case, and warnings of a breach."""
    rows = Item.objects.filter(status__in=LIVE, source_key=first_contact_key(request))
    warnings = Item.objects.filter(status__in=LIVE, source_key__startswith=f"breach:{request.pk}")
    return [*rows, *warnings]


def first_contact_item(request: IntakeRequest) -> Item | None:
    """The live item on the case that asks for the first contact."""
    rows = Item.objects.filter(case=request.case_id, status__in=LIVE, source_key=first_contact_key(request))
    return rows.first() if request.case_id else None


def other_work(request: IntakeRequest) -> int:
    """How many pieces of work its case holds beside the request's own items; a promise counts with its occurrence."""
    running = FollowUp.objects.filter(case=request.case_id, status=FollowUp.Status.RUNNING)
    items = (
        Item.objects.filter(case=request.case_id, status__in=LIVE)
        .exclude(series__in=running)
        .exclude(kind=Item.Kind.HOLE)
    )
    booked = Appointment.objects.filter(case=request.case_id, status=Appointment.Status.BOOKED)
    own = {item.pk for item in standing(request)}
    return running.count() + items.exclude(pk__in=own).count() + booked.count()


def follow_clock(request: IntakeRequest) -> None:
    """Move the first-contact item to the request's due time; a warning for the old time is taken back."""
    for item in standing(request):
        if item.source_key.startswith("breach:"):
            _drop(item, _("The first-contact clock was counted anew."))
        elif item.due_at != request.first_contact_due:
            change(item, due_at=request.first_contact_due)
            keep_next_due(item.case_id)


def clear(request: IntakeRequest, *, by: Any, because: str, done: bool = False) -> None:
    """End every item of a request, as done or with the reason why it is not needed any more."""
    for item in standing(request):
        if done:
            finish(item, by=by, note=because)
        else:
            _drop(item, because)


def finish(item: Item, *, by: Any, note: str) -> None:
    """End an item as done inside a verb of somebody who may lack the desk's right to work."""
    endings.finish(item, by=by, note=note)
    change(item, status=item.status, done_at=item.done_at, done_by=by, done_note=note, waiting_on="")
    keep_next_due(item.case_id)


def _drop(item: Item, reason: str) -> None:
    endings.drop(item, reason)
    change(item, status=item.status, cancel_reason=reason, cancelled_at=item.cancelled_at, waiting_on="")
    keep_next_due(item.case_id)
