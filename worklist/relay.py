"""Sends what stands in the outbox: lease, send, mark. A killed relay's messages come back when their lease ends.

Every step is its own transaction on the database's time. `attempts` fences: a relay whose lease was given to another
can no longer touch the row. A message may leave twice (killed between sending and marking), with one key for both.
"""

import logging
import math
import random
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from core.failpoints import Broken, failpoint
from core.turns import TimeIsUp
from worklist import failures, lanes, ticks
from worklist.channels import CHANNELS, Channel, Later, Never, configured
from worklist.models import Outbox
from worklist.outcomes import NoSuchAddress, NotNeeded, NotSent

logger = logging.getLogger(__name__)

BATCH = 20
# Seconds that a task sends at a stretch, one tick of beat: whatever piles up, its worker is soon free for the sweeps.
STRETCH = 10.0
# Seconds until the next attempt, and up to a quarter more so that what failed together does not come back together;
# after the last one the message is given up and shown.
BACK_OFF = (30, 120, 600, 3600, 4 * 3600)
JITTER = 0.25
# Our own mistakes say nothing about the channel.
OURS = "internal"

HOLD = """
update worklist_outbox set lease_until = core_now() + make_interval(secs => %(seconds)s)
 where id = %(id)s and status = 'sending' and attempts = %(attempts)s
"""
SENT = """
update worklist_outbox
   set status = 'sent', sent_at = core_now(), lease_until = null, last_error = '', version = version + 1
 where id = %(id)s and status = 'sending' and attempts = %(attempts)s
"""
FAILED = """
update worklist_outbox
   set status = %(status)s, last_error = %(error)s, lease_until = null, version = version + 1,
       next_try = core_now() + make_interval(secs => %(wait)s)
 where id = %(id)s and status = 'sending' and attempts = %(attempts)s
"""


@dataclass
class Lane:
    """One channel as this relay holds it: until when, how many left by it, its open line, and whether it rests.

    `until` is of this process's own clock: only the distance counts.
    """

    name: str
    until: float = math.inf
    sent: int = 0
    line: Channel | None = None
    rests: bool = field(default=False)

    @property
    def over(self) -> bool:
        return self.rests or time.monotonic() >= self.until

    def open(self) -> Channel:
        if self.line is None:
            self.line = CHANNELS[self.name]()
        return self.line

    def close(self) -> None:
        if self.line is not None:
            self.line.close()


def send_mail() -> int:
    """Send for a stretch what goes by e-mail alone; how many left the house."""
    return send_all(channels=[Outbox.Channel.EMAIL], seconds=STRETCH)


def send_all(batch: int = BATCH, channels: Iterable[str] | None = None, seconds: float = math.inf) -> int:
    """Send until nothing is left that may go out now, or the seconds are over; how many left the house.

    The channels take turns. What is leased when the time is over goes back and has cost nothing.
    """
    until = time.monotonic() + seconds
    open_lanes = [Lane(name, until) for name in configured() if channels is None or name in channels]
    for lane in open_lanes:
        # Given up and told, or neither: what is told of later would never be found again.
        with transaction.atomic():
            failures.tell(lanes.come_back(lane.name, len(BACK_OFF)))
    going = deque(open_lanes)
    try:
        while going:
            lane = going.popleft()
            if _turn(lane, batch):
                going.append(lane)
    finally:
        for lane in open_lanes:
            lane.close()
    for lane in open_lanes:
        ticks.tick(f"relay:{lane.name}")
    return sum(lane.sent for lane in open_lanes)


def lease(batch: int = BATCH, channel: str = Outbox.Channel.EMAIL) -> list[Outbox]:
    """Take the next messages of a channel for this relay alone, for a while; the greatest risk first."""
    rows = Outbox.objects.filter(pk__in=lanes.lease(channel, batch))
    rows = rows.select_related("recipient", "recipient__preference", "contact", "consent", "appointment")
    return list(rows.order_by("risk", "next_try", "pk"))


def back_off(attempts: int) -> int | None:
    """Seconds to wait after so many attempts; None when it is time to give up."""
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def _turn(lane: Lane, batch: int) -> bool:
    """Send one batch of a lane; whether it may have more for now."""
    leased = lease(batch, lane.name)
    if leased:
        failpoint("relay.leased")
    for number, message in enumerate(leased):
        lane.sent += _send(message, lane)
        if lane.over:
            lanes.give_back(leased[number + 1 :])
            return False
    return bool(leased)


def _send(message: Outbox, lane: Lane) -> bool:
    """Send one message and mark it; False when it did not go out, or belongs to another relay by now."""
    mine = {"id": message.pk, "attempts": message.attempts}
    if not _run(HOLD, seconds=settings.OUTBOX_LEASE_SECONDS, **mine):
        return False
    try:
        _hand_over(message, lane)
    except NotSent as failure:
        _settle(message, mine, lane, failure)
        return False
    failpoint("relay.accepted")
    _run(SENT, **mine)
    lanes.well(lane.name)
    return True


def _hand_over(message: Outbox, lane: Lane) -> None:
    """Give one message to its channel; a mistake of our own is later, and never the end of the others.

    Whether a message left in which the task's time ran out is not known: it comes back when its lease ends.
    """
    try:
        lane.open().send(message)
    except (NotSent, Broken, TimeIsUp):
        raise
    except Exception as error:
        # The kind of error only: its words may hold an address.
        logger.error("A message was not sent", extra={"error": type(error).__name__})
        raise Later(OURS) from error


def _settle(message: Outbox, mine: dict[str, Any], lane: Lane, failure: NotSent) -> None:
    """Write down that a message did not go out: tried again later, given up and shown, or not needed any more."""
    wait = back_off(message.attempts) if isinstance(failure, Later) else None
    status = Outbox.Status.DEAD if wait is None else Outbox.Status.PENDING
    if isinstance(failure, NotNeeded):
        status = Outbox.Status.HELD
    pause = (wait or 0) * (1 + random.uniform(0, JITTER))  # noqa: S311 - nobody is to guess nothing
    with transaction.atomic():
        changed = _run(FAILED, status=status, error=failure.code, wait=pause, **mine)
        if changed and status == Outbox.Status.DEAD:
            failures.tell([message.pk])
        if changed and isinstance(failure, NoSuchAddress):
            failures.doubt([message.pk])
    if isinstance(failure, Later) and failure.code != OURS:
        lane.rests = lanes.ill(lane.name, failure.code)


def _run(statement: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


__all__ = ["Later", "Never", "back_off", "lease", "send_all"]
