"""Messages to patients about their appointments: written where they agreed, taken back where they do not any more.

The words are made when a message is sent, from the appointment and the consent as they stand then.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from accounts.actors import system
from core import calendar, clock
from core.failpoints import failpoint
from core.localtime import named_zone
from patients import actions as patients
from patients.folding import phone_key
from patients.models import Consent, ContactPoint
from patients.models.consent import By
from policy import queries as rules
from worklist import patient_words, reaching
from worklist.models import Appointment, Item, Outbox, Reminder
from worklist.outcomes import NotNeeded, TooLate, Withheld
from worklist.patient_words import Words
from worklist.reaching import CHANNEL, Reach

__all__ = ["Words", "compose", "rungs", "stop", "take_back", "tell", "write"]

STOPPED = "Replied STOP"
Status = Appointment.Status
# What a message of each template is about, and the state in which its appointment must be.
KINDS = {"patient_reminder": "reminder", "patient_moved": "moved", "patient_cancelled": "cancelled"}
INSIDE = (Outbox.Status.PENDING, Outbox.Status.FOLDED)


def rungs(appointment: Appointment) -> list[int]:
    """Minutes before an appointment at which its patient is reminded, by the rules in force."""
    return list(rules.series(appointment.case.facility, clock.now()).patient_minutes)


def write(reminders: Iterable[UUID]) -> None:
    """Write the messages of the patient's rungs among some that ring; inside the planner's transaction.

    A rung that nobody agreed to is taken back; one with a consent but no contact that works rings for nobody and shows.
    """
    rows = Reminder.objects.filter(
        pk__in=list(reminders), to=Reminder.To.PATIENT, status=Reminder.Status.WAITING
    )
    due: list[Any] = list(
        rows.select_related("appointment__case__facility", "appointment__case__patient__communication")
    )
    if not due:
        return
    reached = reaching.reach_all((row.appointment.case.patient for row in due), clock.now())
    messages: list[Outbox] = []
    for row in due:
        found = reached[row.appointment.case.patient_id]
        messages += _messages(row.appointment, found, f"reminder:{row.pk}", "patient_reminder")
    Outbox.objects.bulk_create(messages, ignore_conflicts=True)
    failpoint("planner.patients_told")
    _count(due, reached)


def tell(appointment: Appointment, kind: str) -> int:
    """Tell the patient once that an appointment was "moved" or "cancelled", by the ways they agreed to; how many."""
    found = reaching.reach(appointment.case.patient, clock.now())
    key = f"appointment:{appointment.pk}:{kind}:{appointment.version + 1}"
    messages = _messages(appointment, found, key, f"patient_{kind}")
    Outbox.objects.bulk_create(messages, ignore_conflicts=True)
    return len(messages)


def take_back(appointment: Appointment) -> None:
    """Take back what was still to be said to the patient: rungs that wait, and messages that have not left."""
    waiting = appointment.reminders.filter(to=Reminder.To.PATIENT, status=Reminder.Status.WAITING)
    waiting.update(status=Reminder.Status.CANCELLED, version=F("version") + 1)
    inside = Outbox.objects.filter(appointment=appointment, contact__isnull=False, status__in=INSIDE)
    inside.update(status=Outbox.Status.HELD, folded_into=None, version=F("version") + 1)


def compose(message: Outbox) -> Words:
    """The message as it leaves, by what stands now; `NotNeeded`, `TooLate` or `Withheld` when it may not leave any more."""
    appointment, consent, contact = message.appointment, message.consent, message.contact
    if appointment is None or consent is None or contact is None:
        raise NotNeeded("no appointment")
    way = next(way for way, channel in CHANNEL.items() if channel == message.channel)
    kind, now = KINDS[message.template], clock.now()
    stands = Status.CANCELLED if kind == "cancelled" else Status.BOOKED
    if appointment.status != stands or appointment.case.patient.deceased_at is not None:
        raise NotNeeded("not needed any more")
    if not reaching.stands(consent, now) or way not in consent.by_ways:
        raise NotNeeded("no consent")
    if not reaching.usable(contact):
        raise Withheld("contact not to be used")
    if appointment.starts_at <= now:
        raise TooLate("it has begun")
    return patient_words.words(appointment, kind, consent.says, way)


def stop(number: str) -> int:
    """Somebody replied STOP from a number: reminders end for every patient it belongs to; how many consents ended."""
    key = phone_key(number)
    points = (
        ContactPoint.objects.filter(key=key, person=None).exclude(key="")
        if key
        else ContactPoint.objects.none()
    )
    given = Consent.objects.filter(
        patient__in=points.values("patient"), purpose=Consent.Purpose.REMINDERS, live=True, revoked_at=None
    )
    ended = [patients.revoke_consent(consent, by=system("feed"), reason=STOPPED) for consent in given]
    for appointment in unconsented():
        take_back(appointment)
    return len(ended)


def unconsented() -> QuerySet[Appointment]:
    """Booked times of which something is still to be said to a patient who withdrew the consent to it."""
    now = clock.now()
    given = Consent.objects.filter(purpose=Consent.Purpose.REMINDERS)
    gone = given.filter(revoked_at__isnull=False).values("patient")
    stands = given.filter(revoked_at=None, starts_at__lte=now).exclude(ends_at__lte=now).values("patient")
    waits = Reminder.objects.filter(to=Reminder.To.PATIENT, status=Reminder.Status.WAITING)
    inside = Outbox.objects.filter(contact__isnull=False, status__in=INSIDE)
    said = Q(pk__in=waits.values("appointment")) | Q(pk__in=inside.values("appointment"))
    return Appointment.objects.filter(said, case__patient__in=gone).exclude(case__patient__in=stands)


def _messages(appointment: Appointment, found: Reach, key: str, template: str) -> list[Outbox]:
    made = []
    for way, contact in found.contacts:
        made.append(
            Outbox(
                channel=CHANNEL[By(way)],
                contact=contact,
                consent=found.consent,
                appointment=appointment,
                idem_key=f"{key}:{way}",
                template=template,
                risk=Item.Priority.NORMAL,
                next_try=_when(way, appointment),
            )
        )
    return made


def _when(way: str, appointment: Appointment) -> Any:
    """At once by mail; a text message in the hours in which the patient may be called, where they are (E-7)."""
    now = clock.now()
    if way != By.TEXT:
        return now
    profile = getattr(appointment.case.patient, "communication", None)
    zone = named_zone(profile.zone if profile is not None else "") or appointment.case.facility.tz
    return calendar.next_call_time(now, zone)


def _count(due: list[Reminder], reached: dict[Any, Reach]) -> None:
    """How many each rung rang for; what nobody agreed to is not needed."""
    for row in due:
        assert row.appointment is not None  # noqa: S101 - held by the constraint patient_is_reminded_of_appointments
        found = reached[row.appointment.case.patient_id]
        mine = Reminder.objects.filter(pk=row.pk)
        if found.consent is None:
            mine.update(status=Reminder.Status.CANCELLED, version=F("version") + 1)
        elif found.contacts:
            mine.update(told=len(found.contacts))
