"""What a message to a colleague may say: counts, instants and links that ask for sign-in; never a patient."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from core import clock, wording
from worklist import to_patients
from worklist.models import Outbox
from worklist.outcomes import NotNeeded


def of(message: Outbox) -> dict[str, Any]:
    """The facts of a message as its text says them, in the time of whoever reads it."""
    said: dict[str, Any] = {
        "site": settings.SITE_NAME,
        "due": _due(message),
        "delayed": bool(message.facts.get("delayed")),
        "link": settings.BASE_URL + reverse("worklist:go", args=[message.pk]),
        "settings": settings.BASE_URL + reverse("worklist:preferences"),
    }
    if message.template == "flood":
        said["number"] = _number(message)
    return message.facts | said


def to_patient(message: Outbox) -> to_patients.Words:
    """The words for a patient, made when they are sent: from the appointment and the consent as they stand then."""
    return to_patients.compose(message)


def _number(message: Outbox) -> int:
    number = message.folded.count()
    if not number:
        raise NotNeeded("all settled")
    return number


def _due(message: Outbox) -> str:
    text, person = message.facts.get("due_at"), message.recipient
    due_at: datetime | None = parse_datetime(text) if text else None
    return wording.exact(due_at, clock.now(), ZoneInfo(person.zone)) if due_at and person else ""
