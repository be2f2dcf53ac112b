"""Taking a message in: it is on record before anything is done with it."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.actions import action, change, keep
from facilities.models import Facility
from interop.envelope import Envelope
from interop.hl7 import Code, Where
from interop.hl7.problems import warning
from interop.issues import note
from interop.models import Inbound, Sender


@action("manage_feed")
def receive(facility: Facility, *, by: Any, raw: bytes, envelope: Envelope, account: User) -> Inbound:
    """Store the bytes of one message with what its header says; the same message again is only counted.

    `account` is who brought it. Another content under a control id that was used before waits for a person.
    """
    # The facility is locked: two deliveries of one message cannot both be the first.
    same_key = Inbound.objects.filter(facility=facility, key=envelope.key)
    known = same_key.filter(body_hash=envelope.body_hash).first()
    if known is not None:
        known = change(known, repeats=known.repeats + 1, repeated_at=clock.now())
        known.repeated = True
        return known
    reused = same_key.exists()
    message = keep(
        Inbound(
            facility=facility,
            sender=_sender(facility, envelope),
            raw=raw,
            key=envelope.key,
            body_hash=envelope.body_hash,
            control_id=envelope.control_id,
            kind=envelope.kind,
            event_at=envelope.event_at,
            sent_at=envelope.sent_at,
            received_at=clock.now(),
            received_by=account,
            status=Inbound.Status.PARKED if reused else Inbound.Status.RECEIVED,
            status_reason=_reused() if reused else "",
        )
    )
    if reused:
        note(message, [warning(Code.DUPLICATE_KEY, _reused(), Where("MSH", 10))])
    return message


def _reused() -> str:
    return _("Another message came with this control id and other content. Retry to apply this one too.")


def _sender(facility: Facility, envelope: Envelope) -> Sender | None:
    """The system that sent it; one not heard of before is put on record, to be looked at."""
    if envelope.message is None:
        return None
    names = {
        "facility": facility,
        "application": envelope.application,
        "facility_name": envelope.facility_name,
    }
    return Sender.objects.filter(**names).first() or keep(Sender(**names))
