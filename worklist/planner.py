"""Turns reminders that have fallen due into notices and messages: one transaction, each reminder exactly once.

Set-based SQL on the database's own time. SKIP LOCKED lets many planners work side by side; the unique keys of
notices and messages are the guarantee, however often a step is repeated.
"""

from typing import Any
from uuid import UUID

from django.db import connection, transaction

from core.failpoints import failpoint

BATCH = 500
# The relay sleeps on this channel and polls anyway: a lost wake-up costs two seconds, never a message.
WAKE = "casemgmt_outbox"

CLAIM = """
select id from worklist_reminder where status = 'waiting' and due_at <= core_now()
 order by due_at, id limit %(batch)s for update skip locked
"""
TELL = """
insert into worklist_notification
       (id, version, recipient_id, source, n, rung, kind, item_id, appointment_id, reminder_id)
select gen_random_uuid(), 1, r.recipient_id,
       coalesce('item:' || r.item_id, 'appointment:' || r.appointment_id), r.n, r.rung,
       case when r.late then 'late' else 'due' end, r.item_id, r.appointment_id, r.id
  from worklist_reminder r where r.id = any(%(ids)s)
    on conflict do nothing
"""
# A message to staff carries an instant and nothing else. What can harm when late is mailed whatever one prefers.
WRITE = """
insert into worklist_outbox
       (id, version, channel, recipient_id, notification_id, idem_key, template, facts, status, attempts, last_error)
select gen_random_uuid(), 1, 'email', n.recipient_id, n.id, 'reminder:' || r.id || ':email', n.kind,
       jsonb_build_object('due_at', coalesce(i.due_at, a.starts_at)), 'pending', 0, ''
  from worklist_reminder r
  join worklist_notification n on n.reminder_id = r.id
  join accounts_user u on u.id = n.recipient_id and u.is_active and not u.is_service and u.email <> ''
  left join worklist_item i on i.id = r.item_id
  left join worklist_appointment a on a.id = r.appointment_id
  left join worklist_preference p on p.user_id = u.id
 where r.id = any(%(ids)s) and (coalesce(p.by_email, true) or i.priority = 1)
    on conflict do nothing
"""
MOVE = """
update worklist_reminder set status = 'planned', planned_at = core_now(), version = version + 1
 where id = any(%(ids)s)
"""


def plan(batch: int = BATCH) -> int:
    """Plan one batch of due reminders; how many there were. Everything of a batch happens, or nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        ids = _claim(cursor, batch)
        failpoint("planner.scanned")
        if ids:
            cursor.execute(TELL, {"ids": ids})
            failpoint("planner.told")
            cursor.execute(WRITE, {"ids": ids})
            cursor.execute(MOVE, {"ids": ids})
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
    return total


def _claim(cursor: Any, batch: int) -> list[UUID]:
    cursor.execute(CLAIM, {"batch": batch})
    return [row[0] for row in cursor.fetchall()]
