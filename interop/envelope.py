"""What can be told of a message before anything is applied: whose it is, which it is, and whether it can be read."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from interop.hl7 import (
    AdtMessage,
    Handling,
    Hl7Error,
    Message,
    Problem,
    SenderRules,
    body_hash,
    outcome,
    parse,
    read_adt,
)
from interop.hl7.ack import AckCode
from interop.models import Sender

LONGEST_KEY = 400


@dataclass(frozen=True)
class Envelope:
    """A message as read with its sender's rules; without `message` it could not be read at all."""

    body_hash: str
    problems: tuple[Problem, ...]
    message: Message | None = None
    adt: AdtMessage | None = None

    @property
    def application(self) -> str:
        return self.message.header.sending_application.key[:120] if self.message else ""

    @property
    def facility_name(self) -> str:
        return self.message.header.sending_facility.key[:120] if self.message else ""

    @property
    def control_id(self) -> str:
        return self.message.header.control_id[:200] if self.message else ""

    @property
    def key(self) -> str:
        """Sender and control id; the hash alone when there is no control id."""
        if self.message is None or not self.message.header.control_id:
            return self.body_hash
        parts = "|".join((self.application, self.facility_name, self.message.header.control_id))
        # A control id may be as long as a field may be; its digest tells it apart as well.
        return parts if len(parts) <= LONGEST_KEY else hashlib.sha256(parts.encode()).hexdigest()

    @property
    def kind(self) -> str:
        return self.message.kind.code[:40] if self.message else ""

    @property
    def kind_name(self) -> str:
        return self.message.kind.name if self.message else ""

    @property
    def event_at(self) -> datetime | None:
        return self.adt.occurred.at if self.adt else None

    @property
    def sent_at(self) -> datetime | None:
        sent = self.message.header.sent if self.message else None
        return sent.at if sent else None

    @property
    def answer(self) -> AckCode:
        """What the findings alone make of it: AR, AE or AA."""
        return outcome(self.problems)

    @property
    def ignored(self) -> bool:
        return self.message is not None and self.message.kind.handling is Handling.IGNORE


def read(raw: bytes, *, received: datetime, rules: SenderRules) -> Envelope:
    """Read the bytes of one message; never raises."""
    digest = body_hash(raw)
    try:
        message = parse(raw, received=received, rules=rules)
    except Hl7Error as error:
        return Envelope(digest, (error.problem,))
    if message.kind.handling is not Handling.APPLY:
        return Envelope(digest, message.problems, message)
    adt = read_adt(message)
    return Envelope(digest, adt.problems, message, adt)


def rules_of(sender: Sender | None, zone: str) -> SenderRules:
    """How a sender's messages are to be read; its facility's time zone where it has none of its own."""
    if sender is None:
        return SenderRules(zone=zone)
    return SenderRules(
        zone=sender.zone or zone,
        charset=sender.charset,
        mrn_authority=sender.authority,
        snapshot=sender.snapshot,
    )
