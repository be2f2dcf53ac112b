"""Where a patient may be reminded now: the ways they agreed to, at contacts that are theirs, safe and working. Reads only."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.utils.translation import gettext as _

from patients.models import Consent, ContactPoint
from patients.models.consent import By
from worklist.models import Outbox
from worklist.set_up import configured

CHANNEL = {By.MAIL: Outbox.Channel.EMAIL, By.TEXT: Outbox.Channel.SMS}
KIND = {By.MAIL: ContactPoint.Kind.MAIL, By.TEXT: ContactPoint.Kind.PHONE}


@dataclass(frozen=True)
class Reach:
    """The consent that allows it, one contact for each agreed way, and in words why nothing goes by a way or at all."""

    consent: Consent | None = None
    contacts: tuple[tuple[str, ContactPoint], ...] = ()
    refusals: tuple[str, ...] = ()


def reach(patient: Any, at: datetime) -> Reach:
    """Where one patient may be reminded at an instant: two statements."""
    return reach_all([patient], at)[patient.pk]


def reach_all(patients: Iterable[Any], at: datetime) -> dict[Any, Reach]:
    """Where each of some patients may be reminded, however many: two statements, one where nobody agreed."""
    people = {patient.pk: patient for patient in patients}
    consents = Consent.objects.filter(patient__in=people, purpose=Consent.Purpose.REMINDERS, live=True)
    latest = {row.patient_id: row for row in consents.order_by("starts_at", "pk") if stands(row, at)}
    points: dict[Any, list[ContactPoint]] = defaultdict(list)
    agreed = ContactPoint.objects.filter(patient__in=latest, person=None).order_by("-created_at", "pk")
    for point in agreed if latest else ():
        points[point.patient_id].append(point)
    return {key: _reach(patient, latest.get(key), points[key]) for key, patient in people.items()}


def told(patients: Iterable[Any], at: datetime) -> set[Any]:
    """Which of some patients would be told something, by `reach`, however many: one statement."""
    people = {patient.pk: patient for patient in patients}
    works = ContactPoint.objects.filter(patient=OuterRef("patient"), person=None, safe_to_call=True)
    works = works.filter(ended=False, unreliable=False)
    given = Consent.objects.filter(patient__in=people, purpose=Consent.Purpose.REMINDERS, live=True)
    rows: Any = given.annotate(kinds=ArraySubquery(works.values("kind"))).order_by("starts_at", "pk")
    latest = {row.patient_id: row for row in rows if stands(row, at)}
    here = configured()
    return {
        key
        for key, row in latest.items()
        if people[key].deceased_at is None
        and any(CHANNEL[By(way)] in here and KIND[By(way)] in row.kinds for way in row.by_ways)
    }


def stands(consent: Consent, at: datetime) -> bool:
    """Whether a consent to reminders is in force at an instant."""
    return consent.covers((), at)


def usable(point: ContactPoint) -> bool:
    """Whether a contact is in use, safe, and known to work."""
    return point.safe_to_call and not point.ended and not point.unreliable


def _reach(patient: Any, consent: Consent | None, points: list[ContactPoint]) -> Reach:
    if patient.deceased_at is not None:
        return Reach(refusals=(_("The patient has died. Nothing is sent."),))
    if consent is None:
        return Reach(
            refusals=(_("The patient has not agreed to reminders: nothing is sent. Record a consent first."),)
        )
    contacts, refusals, here = [], [], configured()
    for way in consent.by_ways:
        if CHANNEL[By(way)] not in here:
            refusals.append(_("%(way)s: not set up at this hospital.") % {"way": By(way).label})
            continue
        found = next((point for point in points if point.kind == KIND[By(way)] and usable(point)), None)
        if found is not None:
            contacts.append((way, found))
        else:
            refusals.append(_none_for(way, points))
    return Reach(consent, tuple(contacts), tuple(refusals))


def _none_for(way: str, points: list[ContactPoint]) -> str:
    """Why nothing can go by an agreed way."""
    said = {"way": By(way).label}
    if any(point.kind == KIND[By(way)] and not point.ended for point in points):
        return _("%(way)s: the contact on record is not safe to use or did not work. Ask for another.") % said
    return _("%(way)s: no contact is on record. Ask for one.") % said
