"""The way of every message, from a file, an address or a person's retry: stored first, then settled in one step."""

import logging
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection

from accounts.actors import system
from accounts.models import User
from core import clock
from core.failpoints import failpoint
from core.refusals import Refused
from facilities.models import Facility
from interop import actions
from interop.envelope import Envelope, read, rules_of
from interop.hl7 import AckCode, Code
from interop.hl7.problems import error
from interop.models import Inbound, Sender
from interop.queries import waiting_for
from interop.troubles import CannotApply, Waits

log = logging.getLogger("interop")

Status = Inbound.Status
# Two messages that wait for each other's rows, or for a colleague's: taking the step again helps.
BUSY = {"40P01", "55P03", "57014"}
TRIES = 3
ANSWERS = {Status.REJECTED: AckCode.REJECTED, Status.FAILED: AckCode.ERROR}


def deliver(raw: bytes, *, facility: Facility, account: User) -> Inbound:
    """Store one message and settle it; `message.repeated` is set when it had come before.

    Raises Refused when it cannot even be stored, so that the sender tries again.
    """
    envelope = look(raw, facility, clock.now())
    message = actions.receive(facility, by=system("feed"), raw=raw, envelope=envelope, account=account)
    failpoint("feed.stored")
    if message.status != Status.RECEIVED:
        return message
    return settle(message)


def look(raw: bytes, facility: Facility, received: datetime) -> Envelope:
    """Read a message with the rules of its sender, which are found by its own header."""
    first = read(raw, received=received, rules=rules_of(None, facility.zone))
    sender = Sender.objects.filter(
        facility=facility, application=first.application, facility_name=first.facility_name
    ).first()
    return read(raw, received=received, rules=rules_of(sender, facility.zone)) if sender else first


def settle(message: Inbound) -> Inbound:
    """Apply a stored message or keep it with the reason, then apply what waited for it."""
    settled = _settle(message)
    failpoint("feed.settled")
    if settled.status == Status.APPLIED:
        for waiting in waiting_for(settled):
            _settle(waiting)
    return settled


def answer_of(message: Inbound) -> AckCode:
    """The application's answer to a message: a repeat is answered as the first time."""
    return ANSWERS.get(Status(message.status), AckCode.APPLIED)


def _settle(message: Inbound) -> Inbound:
    for turn in range(1, TRIES + 1):
        try:
            return _step(message)
        except OperationalError as busy:
            code = getattr(busy.__cause__, "pgcode", "")
            # Inside somebody else's transaction there is nothing left to try again in.
            if code not in BUSY or connection.in_atomic_block or turn == TRIES:
                raise
    raise AssertionError("unreachable")


def _step(message: Inbound) -> Inbound:
    feed, envelope = system("feed"), look(bytes(message.raw), message.facility, message.received_at)
    if envelope.answer is AckCode.REJECTED:
        return actions.reject(message, by=feed, problems=envelope.problems)
    if envelope.answer is AckCode.ERROR:
        return actions.fail(message, by=feed, problems=envelope.problems)
    if envelope.ignored:
        return actions.ignore(message, by=feed, envelope=envelope)
    try:
        return actions.apply(message, by=feed, envelope=envelope)
    except Waits as waits:
        return actions.park(message, by=feed, envelope=envelope, where=waits.where)
    except CannotApply as trouble:
        problems = [trouble.problem, *envelope.problems]
    except (Refused, ValidationError, ArithmeticError, LookupError, TypeError, ValueError) as bug:
        message.refresh_from_db()
        if message.status not in (Status.RECEIVED, Status.PARKED):
            # Sent again while the first was still at it: it is settled by now, and answered as that.
            return message
        # Ours to mend, not the sender's: the class is logged, never the words, and the message is kept.
        log.error("message not applied", exc_info=bug)
        problems = [
            error(
                Code.INTERNAL, "The application could not do this. It is on record; retry after a correction."
            )
        ]
    return actions.fail(message, by=feed, problems=problems)
