"""One message in one step: the patient first, then what hangs on the patient, then the visit."""

from typing import Any

from interop.envelope import Envelope
from interop.hl7 import AdtMessage
from interop.inbound import contacts, coverages, identity, numbers, reaching, visits
from interop.inbound.applied import Applied
from interop.inbound.statements import Statements
from interop.inbound.turns import one_at_a_time
from interop.models import Inbound


def apply(message: Inbound, envelope: Envelope, *, by: Any) -> Applied:
    """Do all of an ADT message inside the caller's transaction.

    Raises `troubles.Waits` before anything is written when the visit must be known and is not, and
    `troubles.CannotApply` for what the record cannot take.
    """
    adt = _body(envelope)
    if message.sender is None:
        raise LookupError("A message that could be read has a sender.")
    work = Applied(message, envelope, adt, message.sender, by)
    one_at_a_time(message, adt)
    known = identity.find(work)
    visit = visits.find(work, known)
    identity.hold(work, known)
    said = Statements(work)
    identity.update(work, said)
    numbers.update(work)
    reaching.update(work, said)
    contacts.update(work, said)
    coverages.update(work, said)
    visits.update(work, visit)
    return work


def _body(envelope: Envelope) -> AdtMessage:
    if envelope.adt is None or envelope.adt.patient is None or envelope.adt.patient.key is None:
        raise LookupError("Only a message with a patient is applied.")
    return envelope.adt
