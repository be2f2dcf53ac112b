"""What the other side says later: a receipt of the gateway for text messages, a bounce of the mail service. Each once."""

from hashlib import sha256
from typing import Any

from django.db import transaction

from worklist import failures, to_patients
from worklist.mail import message_id
from worklist.models import Outbox, Receipt

ARRIVED = ("delivered", "arrived", "read")
FAILED = ("failed", "undelivered", "rejected", "expired")
# What somebody writes back who wants no more messages.
STOP = ("STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL")
# How many of a person's latest mails are looked through for the one that came back.
LATEST = 50


class Replayed(Exception):
    """The same signed words a second time."""


class Unknown(Exception):
    """Of no message of ours, or nothing that we know."""


def take(facts: Any, signed: str) -> None:
    """Keep a receipt of the gateway, or the reply STOP; Replayed for the same words again, Unknown for what is neither."""
    if isinstance(facts, dict) and str(facts.get("text", "")).strip().upper() in STOP:
        # To say it again changes nothing: what ended stays ended.
        to_patients.stop(str(facts.get("from", "")))
        return
    says = str(facts.get("status", "")) if isinstance(facts, dict) else ""
    message = Outbox.objects.filter(
        idem_key=str(facts.get("id", "")) if says else "", channel=Outbox.Channel.SMS
    ).first()
    if message is None or says not in ARRIVED + FAILED:
        raise Unknown
    word = Receipt.Says.ARRIVED if says in ARRIVED else Receipt.Says.FAILED
    _keep(message, word, f"sms {says}", sha256(signed.encode()).hexdigest())


def bounce(address: str, id_there: str, code: str, event: str) -> Receipt | None:
    """Keep what a mail service says of a message that came back; None when it is of no message of ours."""
    to_staff = Outbox.objects.filter(recipient__email__iexact=address)
    to_patients = Outbox.objects.filter(contact__value__iexact=address)
    sent = (to_staff | to_patients).filter(channel=Outbox.Channel.EMAIL, status=Outbox.Status.SENT)
    latest = list(sent.order_by("-sent_at")[:LATEST])
    named = [
        row for row in latest if id_there and id_there.strip("<>") == message_id(row.idem_key).strip("<>")
    ]
    message = next(iter(named or latest), None)
    if message is None:
        return None
    try:
        return _keep(message, Receipt.Says.FAILED, code, sha256(event.encode()).hexdigest())
    except Replayed:
        return None


def heard(event: Any, **_: Any) -> None:
    """What django-anymail understood of a report: only what did not arrive is kept."""
    if event.event_type in ("bounced", "rejected", "failed", "complained") and event.recipient:
        code = f"{event.event_type} {event.reject_reason or ''}".strip()
        said = event.event_id or f"{event.message_id}:{event.recipient}:{event.event_type}"
        bounce(event.recipient, event.message_id or "", code, str(said))


@transaction.atomic
def _keep(message: Outbox, says: str, code: str, digest: str) -> Receipt:
    kept = Receipt(message=message, says=says, code=code[:40], digest=digest)
    made = Receipt.objects.bulk_create([kept], ignore_conflicts=True)
    if not Receipt.objects.filter(pk=kept.pk).exists():
        raise Replayed
    if says == Receipt.Says.FAILED:
        failures.bounced(message.pk, code[:40])
    return made[0]
