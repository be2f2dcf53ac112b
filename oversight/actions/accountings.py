"""Disclosures without a consent, and requests for an accounting of all of them."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from audit.models import Disclosure
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from oversight import accounting
from oversight.models import AccountingRequest
from patients.models import Patient
from patients.stubs import must_stand


@action("edit_oversight")
def note_disclosure(
    patient: Patient, *, by: Any, at: datetime, recipient: str, address: str, what: str, purpose: str
) -> Disclosure:
    """Write down what was given to somebody without the patient's consent, as the law demands or by mistake."""
    must_stand(patient)
    if purpose not in accounting.PURPOSES:
        raise Refused(_("Choose a purpose."), field="purpose")
    if at > clock.now():
        raise Refused(_("This is in the future. Write it down when it has happened."), field="at")
    facts = {"recipient": recipient, "address": address, "what": what, "purpose": purpose}
    row = Disclosure(at=at, patient_id=patient.pk, by_id=by.pk, by=by.name, **facts)
    return keep(row, exclude={"consent_id", "address"})


@action("edit_oversight")
def open_accounting(
    patient: Patient,
    *,
    by: Any,
    received_on: date,
    asked_by: str = AccountingRequest.Asker.PATIENT,
    from_on: date | None = None,
    until_on: date | None = None,
) -> AccountingRequest:
    """Take a request for an accounting; the clock of 60 days starts on the day it was received."""
    must_stand(patient)
    if received_on > clock.today(patient.facility.tz):
        raise Refused(_("This day is still to come."), field="received_on")
    first = accounting.earliest(received_on)
    if from_on is not None and from_on < first:
        raise Refused(_("An accounting reaches back six years. Choose a later day."), field="from_on")
    lately = AccountingRequest.objects.filter(
        patient=patient, received_on__gt=received_on - accounting.FREE_EVERY
    )
    request = AccountingRequest(
        patient=patient,
        created_by=by,
        asked_by=asked_by,
        received_on=received_on,
        from_on=from_on or first,
        until_on=until_on or received_on,
        due_on=accounting.due_on(received_on),
        is_free=not lately.exists(),
    )
    return keep(request)


@action("edit_oversight", moves={AccountingRequest.Status.OPEN: AccountingRequest.Status.OPEN})
def extend_accounting(request: AccountingRequest, *, by: Any, reason: str) -> AccountingRequest:
    """Take 30 more days, once, and say why in writing."""
    if request.extended_at:
        raise Refused(_("This was extended before. It can be extended once."))
    if not reason.strip():
        raise Refused(_("Write why it takes longer. The patient is told."), field="reason")
    if clock.today(request.patient.facility.tz) > request.due_on:
        raise Refused(_("It is late already. Answer it now."))
    request.extended_because, request.extended_at = reason.strip(), clock.now()
    request.due_on = accounting.due_on(request.received_on, extended=True)
    return request


@action("edit_oversight", moves={AccountingRequest.Status.OPEN: AccountingRequest.Status.ANSWERED})
def answer_accounting(request: AccountingRequest, *, by: Any, how: str) -> AccountingRequest:
    """The accounting was given to whoever asked."""
    if not how.strip():
        raise Refused(_("Say how it was given."), field="how")
    request.answered_at, request.answered_by, request.how = clock.now(), by, how.strip()
    return request
