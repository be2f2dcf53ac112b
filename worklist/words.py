"""What a message to a colleague may say: counts, instants and links that ask for sign-in; never a patient."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from core import clock, wording
from worklist import to_patients
from worklist.models import Appointment, Notification, Outbox, Reminder
from worklist.models.item import LIVE
from worklist.outcomes import NotNeeded

Kind = Notification.Kind
# What speaks of work to be done; it is settled when the work is.
OF_WORK = (Kind.DUE, Kind.LATE, Kind.CLIMBED)
FACTS = ("item__status", "item__owner", "appointment__status")


def of(message: Outbox) -> dict[str, Any]:
    """The facts of a message as its text says them, in the time of whoever reads it; NotNeeded when it is settled."""
    if _settled(message):
        raise NotNeeded("all settled")
    said: dict[str, Any] = {
        "site": settings.SITE_NAME,
        "due": _due(message),
        "delayed": _delayed(message),
        "link": settings.BASE_URL + reverse("worklist:go", args=[message.pk]),
        "settings": settings.BASE_URL + reverse("worklist:preferences"),
    }
    if message.template == "flood":
        said["number"] = _number(message)
    return message.facts | said


def to_patient(message: Outbox) -> to_patients.Words:
    """The words for a patient, made when they are sent: from the appointment and the consent as they stand then."""
    return to_patients.compose(message)


def _settled(message: Outbox) -> bool:
    """Whether what it speaks of is done, cancelled or another's by now: asked when it leaves, not when it was leased.

    A verb takes back what has not left. This is for what a relay had in its hands then, or had given up.
    """
    if message.notification_id is None:
        return False
    notice = Notification.objects.filter(pk=message.notification_id, kind__in=OF_WORK)
    said = notice.values_list(*FACTS, "reminder__to", "reminder__recipient").first()
    if said is None:
        return False
    work, owner, meeting, to, meant = said
    if work not in (None, *LIVE) or meeting not in (None, Appointment.Status.BOOKED):
        return True
    # A booked time of somebody who left is theirs still, and the lead's to hear of (`hand_on_reminders`).
    return work is not None and to == Reminder.To.PERSON and meant != owner


def _number(message: Outbox) -> int:
    number = message.folded.count()
    if not number:
        raise NotNeeded("all settled")
    return number


def _delayed(message: Outbox) -> bool:
    """Whether it was told late, or leaves late: hours at which its person is not to be told are no delay."""
    late_after = parse_datetime(message.facts.get("late_after", ""))
    return bool(message.facts.get("delayed")) or (late_after is not None and clock.now() > late_after)


def _due(message: Outbox) -> str:
    text, person = message.facts.get("due_at"), message.recipient
    due_at: datetime | None = parse_datetime(text) if text else None
    return wording.exact(due_at, clock.now(), ZoneInfo(person.zone)) if due_at and person else ""
