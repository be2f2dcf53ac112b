"""Turns rungs that have fallen due into notices and messages: one transaction, each rung exactly once.

Set-based SQL on the database's own time. SKIP LOCKED lets many planners work side by side; the unique keys of
notices and messages are the guarantee, however often a step is repeated.
"""

from typing import Any
from uuid import UUID

from django.db import connection, transaction

from core import clock
from core.failpoints import failpoint
from policy.queries import house_escalation
from worklist import folding, letters, ringing, stops, ticks, to_patients

BATCH = 500
# The relay sleeps on this channel and polls anyway: a lost wake-up costs two seconds, never a message.
WAKE = "casemgmt_outbox"

# The greatest risk first, and of one risk the oldest: three short reads of one index, however much is still to come.
CLAIM = """
select due.id from unnest(array[1, 2, 3]) with ordinality as level(risk, nth)
 cross join lateral (
   select r.id from worklist_reminder r
    where r.status = 'waiting' and r.risk = level.risk and r.due_at <= core_now()
    order by r.due_at, r.id limit %(batch)s for update skip locked
 ) as due
 limit %(batch)s
"""
# The stop rule, once more at the last moment: what is over tells nobody, and what somebody has taken up, or set to
# waiting with a reason, climbs no further; its owner still hears when it falls due. Asked for each rung alone, as in
# `ringing`: old numbers of a table must not make a join read all of it.
OVER = """
update worklist_reminder r set status = 'cancelled', version = r.version + 1
  from worklist_reminder o
  left join lateral (select w.status from worklist_item w where w.id = o.item_id limit 1) i on true
  left join lateral (select p.status from worklist_appointment p where p.id = o.appointment_id limit 1) m on true
 where r.id = o.id and r.id = any(%(ids)s) and o.id = any(%(ids)s)
   and (r.id = any(%(ended)s) or i.status in ('done', 'missed', 'cancelled') or m.status <> 'booked'
        or i.status in ('in_progress', 'waiting') and (o."to" <> 'person' or o.late))
returning r.id
"""
TOLD = "select id from worklist_notification where reminder_id = any(%(ids)s)"


def plan(batch: int = BATCH) -> int:
    """Plan one batch of due rungs; how many there were. Everything of a batch happens, or nothing."""
    with transaction.atomic(), clock.held(), connection.cursor() as cursor:
        ids = _claim(cursor, batch)
        failpoint("planner.scanned")
        if ids:
            _ring(cursor, _not_over(cursor, ids))
            cursor.execute(f"notify {WAKE}")
    failpoint("planner.committed")
    return len(ids)


def plan_all(batch: int = BATCH) -> int:
    """Plan until nothing that is due is left to this planner; how many there were."""
    total = 0
    while planned := plan(batch):
        total += planned
        if planned < batch:
            break
    ticks.tick("planner")
    return total


def _claim(cursor: Any, batch: int) -> list[UUID]:
    cursor.execute(CLAIM, {"batch": batch})
    return [row[0] for row in cursor.fetchall()]


def _not_over(cursor: Any, ids: list[UUID]) -> list[UUID]:
    # What an event has ended (a death, a transfer, a consent withdrawn) rings no more, whether or not a sweep has noticed.
    cursor.execute(OVER, {"ids": ids, "ended": list(stops.over(ids))})
    over = {row[0] for row in cursor.fetchall()}
    return [key for key in ids if key not in over]


def _ring(cursor: Any, ids: list[UUID]) -> None:
    figures = house_escalation(clock.now())
    heard = ringing.ring(cursor, ids, figures.delayed_after_minutes)
    failpoint("planner.told")
    cursor.execute(TOLD, {"ids": ids})
    to_patients.write(ids)
    readers = letters.write(cursor, [row[0] for row in cursor.fetchall()], figures)
    ringing.move(cursor, ids, heard)
    folding.fold(cursor, readers, figures)
