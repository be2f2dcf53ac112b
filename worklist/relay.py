"""Sends what stands in the outbox: lease, send, mark. A killed relay's messages come back when their lease ends.

Every step is its own transaction on the database's time. `attempts` fences: a relay whose lease was given to another
can no longer touch the row. A message may leave twice (killed between sending and marking), with one Message-ID.
"""

import logging
from typing import Any

from django.conf import settings
from django.db import connection

from core.failpoints import Broken, failpoint
from worklist.channels import CHANNELS, Channel, Later, Never
from worklist.models import Outbox
from worklist.outcomes import NotSent

logger = logging.getLogger(__name__)

BATCH = 20
# Seconds until the next attempt; after the last one the message is given up and shown.
BACK_OFF = (30, 120, 600, 3600, 4 * 3600)

RETURN = """
update worklist_outbox
   set status = case when attempts > %(most)s then 'dead' else 'pending' end, last_error = 'lease ended',
       lease_until = null, version = version + 1
 where status = 'sending' and lease_until < core_now()
"""
LEASE = """
update worklist_outbox as o
   set status = 'sending', attempts = o.attempts + 1, version = o.version + 1,
       lease_until = core_now() + make_interval(secs => %(seconds)s)
  from (select id from worklist_outbox where status = 'pending' and next_try <= core_now()
         order by next_try, id limit %(batch)s for update skip locked) as due
 where o.id = due.id returning o.id
"""
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


def send_all(batch: int = BATCH) -> int:
    """Send until nothing is left that may go out now; how many left the house."""
    _run(RETURN, most=len(BACK_OFF))
    channels: dict[str, Channel] = {}
    sent = 0
    try:
        while leased := lease(batch):
            failpoint("relay.leased")
            sent += sum(_send(message, channels) for message in leased)
    finally:
        for channel in channels.values():
            channel.close()
    return sent


def lease(batch: int = BATCH) -> list[Outbox]:
    """Take the next messages for this relay alone, for a while."""
    with connection.cursor() as cursor:
        cursor.execute(LEASE, {"batch": batch, "seconds": settings.OUTBOX_LEASE_SECONDS})
        ids = [row[0] for row in cursor.fetchall()]
    rows = Outbox.objects.filter(pk__in=ids).select_related("recipient")
    return list(rows.order_by("next_try", "pk"))


def back_off(attempts: int) -> int | None:
    """Seconds to wait after so many attempts; None when it is time to give up."""
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None


def _send(message: Outbox, channels: dict[str, Channel]) -> bool:
    """Send one message and mark it; False when it did not go out, or belongs to another relay by now."""
    mine = {"id": message.pk, "attempts": message.attempts}
    if not _run(HOLD, seconds=settings.OUTBOX_LEASE_SECONDS, **mine):
        return False
    try:
        _hand_over(message, channels)
    except Later as failure:
        wait = back_off(message.attempts)
        _fail(mine, failure.code, Outbox.Status.DEAD if wait is None else Outbox.Status.PENDING, wait or 0)
        return False
    except Never as failure:
        _fail(mine, failure.code, Outbox.Status.DEAD, 0)
        return False
    failpoint("relay.accepted")
    _run(SENT, **mine)
    return True


def _hand_over(message: Outbox, channels: dict[str, Channel]) -> None:
    """Give one message to its channel; a mistake of our own is later, and never the end of the others."""
    try:
        if message.channel not in channels:
            channels[message.channel] = CHANNELS[message.channel]()
        channels[message.channel].send(message)
    except (NotSent, Broken):
        raise
    except Exception as error:
        # The kind of error only: its words may hold an address.
        logger.error("Message %s was not sent: %s", message.pk, type(error).__name__)
        raise Later("internal") from error


def _fail(mine: dict[str, Any], error: str, status: str, wait: int) -> None:
    _run(FAILED, status=status, error=error, wait=wait, **mine)


def _run(statement: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
