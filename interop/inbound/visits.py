"""The visit and its movements: every movement is one fact under a key of its own, so that order does not matter."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from encounters import actions
from encounters.dispositions import CODES
from encounters.models import Encounter, Movement
from interop.hl7 import Code, Where
from interop.hl7.adt import Movement as Said
from interop.hl7.adt import MovementKind, Visit
from interop.hl7.problems import error
from interop.hl7.terminology import PatientClass
from interop.inbound import caseload
from interop.inbound.applied import Applied
from interop.inbound.places import unit_and_bed
from interop.troubles import CannotApply, Waits, blame
from patients.models import Patient

Kind = Encounter.Kind
CLASSES = {
    PatientClass.INPATIENT: Kind.INPATIENT,
    PatientClass.OBSERVATION: Kind.OBSERVATION,
    PatientClass.EMERGENCY: Kind.EMERGENCY,
    PatientClass.PREADMIT: Kind.PREADMISSION,
}
TAKES_BACK = {
    MovementKind.CANCEL_ADMIT: Movement.Kind.ADMIT,
    MovementKind.CANCEL_TRANSFER: Movement.Kind.TRANSFER,
    MovementKind.CANCEL_DISCHARGE: Movement.Kind.LEAVE,
}
# These begin a visit or let one be known; a departure or a cancel of an unknown visit waits for it.
MAKES_KNOWN = ("A01", "A02", "A04", "A08")
ADMITTING = ("A01", "A04")
VISIT = Where("PV1", 19)


def find(work: Applied, patient: Patient | None) -> Encounter | None:
    """The visit that the message is about, as far as it is known; raises Waits when it must be and is not."""
    visit = work.adt.visit
    if visit is None:
        return None
    found = _numbered(work, visit) if visit.key else _only_open(work, patient)
    if found is None and work.adt.trigger not in MAKES_KNOWN:
        raise Waits(visit.key.where if visit.key else VISIT)
    if found is None and visit.key is None and work.adt.trigger == "A02":
        raise Waits(VISIT)
    return found


def update(work: Applied, known: Encounter | None) -> None:
    """Write what happened, then see to the case or the queue."""
    visit, movement = work.adt.visit, work.adt.movement
    if visit is None:
        return
    with blame(VISIT):
        encounter = _known(work, visit, known)
        if movement is not None:
            encounter = MOVES[movement.kind](work, visit, movement, encounter)
            work.effects.append(f"visit.{movement.kind.value}")
        if encounter is not None:
            caseload.follow(work, encounter)


def _numbered(work: Applied, visit: Visit) -> Encounter | None:
    if visit.key is None:
        return None
    rows = Encounter.objects.filter(visit_authority=visit.key.authority, visit_number=visit.key.value)
    return rows.filter(facility=work.message.facility).first()


def _only_open(work: Applied, patient: Patient | None) -> Encounter | None:
    """Without a number: the patient's visit in progress of this class, when there is just one."""
    open_visits = Encounter.objects.filter(
        patient=patient,
        facility=work.message.facility,
        status=Encounter.Status.IN_PROGRESS,
        kind=_class(work),
    )
    found = list(open_visits[:2]) if patient else []
    return found[0] if len(found) == 1 else None


def _known(work: Applied, visit: Visit, known: Encounter | None) -> Encounter | None:
    """The visit, noted as known from an update when an update or transfer is the first to tell of it."""
    if known is not None or visit.key is None or work.adt.trigger in ADMITTING:
        return known
    if visit.patient_class.value and visit.patient_class.value.value == PatientClass.NOT_APPLICABLE:
        return None
    work.effects.append("visit.noted")
    return actions.note_visit(
        work.patient,
        by=work.by,
        facility=work.message.facility,
        kind=_class(work),
        visit_authority=visit.key.authority,
        visit_number=visit.key.value,
        reason=_reason(visit),
    )


def _admit(work: Applied, visit: Visit, said: Said, known: Encounter | None) -> Encounter:
    unit, bed = unit_and_bed(work.message.facility, said.destination)
    authority, number = _number(work, visit, said, known)
    return actions.admit(
        work.patient,
        by=work.by,
        facility=work.message.facility,
        kind=_class(work),
        event_at=said.at.at,
        unit=unit,
        bed=bed,
        visit_authority=authority,
        visit_number=number,
        reason=_reason(visit),
        key=_key(work, authority, number, said.kind, said.at.at, unit, bed, sent=True),
        source=work.source,
    )


def _transfer(work: Applied, visit: Visit, said: Said, known: Encounter | None) -> Encounter:
    encounter, (unit, bed) = _must(known), unit_and_bed(work.message.facility, said.destination)
    if unit is None:
        raise CannotApply(error(Code.MISSING, _("A transfer needs the unit."), Where("PV1", 3)))
    return _write(work, actions.transfer, encounter, said, said.at.at, {"unit": unit, "bed": bed}, sent=True)


def _leave(work: Applied, visit: Visit, said: Said, known: Encounter | None) -> Encounter:
    # A day without an hour ends with its last second, so that what else happened that day comes before.
    at = said.at.at if said.at.has_time else said.at.until - timedelta(seconds=1)
    to = visit.discharged_to.value.said[:120] if visit.discharged_to.value else ""
    about = {"disposition": _disposition(visit), "destination": to}
    return _write(work, actions.leave, _must(known), said, at, about, sent=True)


def _take_back(work: Applied, visit: Visit, said: Said, known: Encounter | None) -> Encounter:
    about: dict[str, Any] = {"kind": TAKES_BACK[said.kind]}
    if said.kind is not MovementKind.CANCEL_ADMIT:
        about |= dict(
            zip(("unit", "bed"), unit_and_bed(work.message.facility, said.destination), strict=True)
        )
    return _write(work, actions.cancel, _must(known), said, said.at.at, about)


MOVES: dict[MovementKind, Callable[[Applied, Visit, Said, Encounter | None], Encounter]] = {
    MovementKind.ADMIT: _admit,
    MovementKind.TRANSFER: _transfer,
    MovementKind.DISCHARGE: _leave,
    **dict.fromkeys(TAKES_BACK, _take_back),
}


def _write(
    work: Applied,
    verb: Any,
    encounter: Encounter,
    said: Said,
    at: datetime,
    about: dict[str, Any],
    *,
    sent: bool = False,
) -> Encounter:
    number = encounter.visit_number or str(encounter.pk)
    key = _key(work, encounter.visit_authority, number, said.kind, at, *about.values(), sent=sent)
    return verb(encounter, by=work.by, event_at=at, key=key, source=work.source, **about)


def _key(work: Applied, *facts: Any, sent: bool) -> str:
    """What makes a movement the same when it is told again.

    Of two statements about one instant the one sent later counts: the ledger reads them in the order of their keys.
    A cancel told twice is one cancel, so its time of sending is no part of its key.
    """
    told = [str(getattr(fact, "pk", fact)) for fact in facts]
    digest = hashlib.sha256("|".join([str(work.message.facility_id), *told]).encode()).hexdigest()
    at = work.envelope.sent_at if sent else None
    return f"hl7:{at.isoformat() if at else ''}:{digest}"


def _number(work: Applied, visit: Visit, said: Said, known: Encounter | None) -> tuple[str, str]:
    """The visit's number; one made of patient and minute of arrival for a sender that gives none."""
    if visit.key is not None:
        return visit.key.authority, visit.key.value
    if known is not None:
        return known.visit_authority, known.visit_number
    key = work.adt.patient.key if work.adt.patient else None
    return (key.authority, f"{key.value}@{said.at.at:%Y%m%d%H%MZ}") if key else ("", "")


def _class(work: Applied) -> str:
    said = work.adt.visit.patient_class.value if work.adt.visit else None
    if said and said.value:
        return CLASSES.get(PatientClass(said.value), Kind.AMBULATORY)
    return Kind.INPATIENT if work.adt.trigger == "A01" else Kind.AMBULATORY


def _disposition(visit: Visit) -> str:
    """The UB-04 code, with a planned readmission where the code says so; unknown codes say nothing."""
    how = visit.disposition.value
    if how is None:
        return ""
    return how.code if how.planned_readmission and how.code in CODES else how.ub04


def _reason(visit: Visit) -> str:
    said = visit.admit_reason.value.said if visit.admit_reason.value else ""
    return (said or visit.description.value or "")[:240]


def _must(known: Encounter | None) -> Encounter:
    if known is None:
        raise Waits(VISIT)
    return known
