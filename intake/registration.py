"""The door: one step from a person who arrives to a record, what goes with it, and a request in the queue.

These are sentences made of verbs, in one transaction: each verb checks, records and refuses by itself, and when one
says no, nothing of the arrival stays.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from coverage.actions import add_coverage
from facilities.models import Facility
from intake import desk
from intake.actions.queue import receive
from intake.models import IntakeRequest
from patients import actions as patients
from patients import completeness
from patients.models import Patient
from patients.queries import record
from patients.queries.look_alikes import LookAlike, look_alikes, person_of
from worklist import actions as worklist
from worklist.models import Item
from worklist.models.item import LIVE

RESOLVE_WITHIN = timedelta(hours=24)
# A record this much alike that turns up when an identity becomes known is worth a person's look.
WORTH_A_LOOK = 60
Values = Mapping[str, Any]


@transaction.atomic
def arrive(
    facility: Facility,
    *,
    by: Any,
    who: Values,
    request: Values,
    profile: Values | None = None,
    contacts: Sequence[Values] = (),
    policy: Values | None = None,
    person: Values | None = None,
    consent: Values | None = None,
    none_fits: str = "",
    not_these: Sequence[LookAlike] = (),
) -> IntakeRequest:
    """Register a patient with all that was asked at the desk and put the request in the queue.

    Each mapping holds the arguments of one verb: `who` register, `profile` set_communication, `contacts`
    add_contact_point, `policy` add_coverage, `person` add_related_person, `consent` record_consent (with that person),
    `request` receive. `not_these` were shown and did not fit because of `none_fits`.
    """
    with clock.held():
        patient = patients.register(facility, by=by, **who)
        if profile:
            patients.set_communication(patient, by=by, **profile)
        for contact in contacts:
            patients.add_contact_point(patient, by=by, **contact)
        if policy:
            add_coverage(patient, by=by, **policy)
        if person:
            _person(patient, by, person, consent)
        for look_alike in not_these:
            _two_people(patient, look_alike, none_fits, by=by)
        _note(patient, by=by, none_fits=none_fits)
        return receive(patient, by=by, **request)


@transaction.atomic
def arrive_provisional(
    facility: Facility,
    *,
    by: Any,
    sex: str,
    estimated_age: int | None = None,
    arrival: str = "",
    unit: Any = None,
) -> IntakeRequest:
    """Register somebody unknown under an alias, ask for their identity within 24 hours, put them in the queue."""
    with clock.held():
        patient = patients.register_provisional(facility, by=by, sex=sex, estimated_age=estimated_age)
        worklist.open_desk_item(
            facility,
            by=by,
            patient=patient,
            activity="registration",
            what=_("Resolve identity"),
            why=_("Registered provisionally"),
            kind=Item.Kind.IDENTITY,
            due_at=clock.now() + RESOLVE_WITHIN,
            source_key=identity_key(patient),
            if_waits=_("Earlier records, allergies and cover stay unknown."),
        )
        _note(patient, by=by)
        source = IntakeRequest.Source.DESK
        return receive(patient, by=by, source=source, arrival=arrival, unit=unit)


@transaction.atomic
def identify(patient: Patient, *, by: Any, **details: Any) -> Patient:
    """Resolve the identity of a provisional patient, end the work that asked for it, suspect records like it."""
    with clock.held():
        patients.resolve_identity(patient, by=by, **details)
        for item in Item.objects.filter(source_key=identity_key(patient), status__in=LIVE):
            desk.finish(item, by=by, note=_("Identity resolved"))
        known = Patient.objects.select_related("facility").get(pk=patient.pk)
        alike = look_alikes(person_of(known, by), known.facility, by, apart_from=known.pk)
        for match in alike.matches:
            if match.score >= WORTH_A_LOOK:
                patients.suspect(known, by=by, other=match.patient, score=match.score, reasons=match.kinds)
        return known


def identity_key(patient: Patient) -> str:
    """The source key of the item that asks to resolve an identity."""
    return f"resolve-identity:{patient.pk}"


def _person(patient: Patient, by: Any, person: Values, consent: Values | None) -> None:
    somebody = patients.add_related_person(patient, by=by, **person)
    if consent:
        patients.record_consent(patient, by=by, to_person=somebody, **consent)


def _two_people(patient: Patient, look_alike: LookAlike, none_fits: str, *, by: Any) -> None:
    """The desk looked at a record like this one and said why it is somebody else."""
    other, reasons = look_alike.patient, look_alike.kinds
    pair = patients.suspect(patient, by=by, other=other, score=look_alike.score, reasons=reasons)
    patients.dismiss_duplicate(pair, by=by, reason=none_fits)


def _note(patient: Patient, *, by: Any, none_fits: str = "") -> None:
    page = record.page(patient, by, record.rights_on(patient, by))
    percents = completeness.percents(record.known(patient, page))
    patients.note_registration(patient, by=by, percents=percents, none_fits=none_fits)
