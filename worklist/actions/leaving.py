"""Handing on what somebody left behind (the keeper's verbs): to the lead, or to the lead's role."""

from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from core import access
from core.actions import action
from core.refusals import Refused
from worklist import leaving, offers, promises
from worklist.actions.items import ALIVE
from worklist.models import Appointment, FollowUp, Item, Notification, Reminder


@action("edit_work", moves=ALIVE | offers.TO_BEGIN)
def hand_on(item: Item, *, by: Any) -> Item:
    """Give work whose owner left to the lead, who is told and reminded; without a lead to the lead's role."""
    _must_have_left(item.owner, item)
    ladder, item.owner = promises.ladder_of(item), leaving.heir(item.case)
    item.role = "" if item.owner else leaving.role_for(item)
    promises.remind(item, ladder)
    offers.lapse(item, by=by)
    promises.tell(item, Notification.Kind.ASSIGNED, n=item.version + 1)
    return item


@action("edit_work", moves={FollowUp.Status.RUNNING: FollowUp.Status.RUNNING})
def hand_on_follow_up(follow_up: FollowUp, *, by: Any) -> FollowUp:
    """Let the lead keep a promise of somebody who left; its next occurrences are theirs."""
    _must_have_left(follow_up.owner, follow_up)
    follow_up.owner = leaving.heir(follow_up.case) or follow_up.owner
    return follow_up


@action("edit_work", moves={Appointment.Status.BOOKED: Appointment.Status.BOOKED})
def hand_on_reminders(appointment: Appointment, *, by: Any) -> Appointment:
    """Remind the lead of a booked time with somebody who left: to meet the patient, or to call it off."""
    _must_have_left(appointment.user, appointment)
    lead = leaving.heir(appointment.case)
    if lead is not None:
        waiting = Reminder.objects.filter(
            appointment=appointment, recipient__isnull=False, status=Reminder.Status.WAITING
        )
        waiting.update(recipient=lead, version=F("version") + 1)
    return appointment


def _must_have_left(owner: Any, row: Any) -> None:
    if owner is not None and access.can(owner, "edit_work", row):
        raise Refused(_("%(name)s still does this.") % {"name": owner.short})
