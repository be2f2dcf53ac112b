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
       (id, version, recipient_id, source, n, rung, kind, item_id, appointment_id, reminder_id, safety, delayed)
select gen_random_uuid(), 1, r.recipient_id,
       coalesce('item:' || r.item_id, 'appointment:' || r.appointment_id), r.n, r.rung,
       case when r.late then 'late' else 'due' end, r.item_id, r.appointment_id, r.id,
       false, false
  from worklist_reminder r where r.id = any(%(ids)s)
    on conflict do nothing
"""
# Somebody who is away and covered is told all the same; whoever stands in on that case is told beside them. The
# reminder stays the absent person's, so the deputy's notice is unique by source, occurrence, rung and recipient alone.
TELL_DEPUTY = """
insert into worklist_notification
       (id, version, recipient_id, source, n, rung, kind, item_id, appointment_id, safety, delayed)
select gen_random_uuid(), 1, b.deputy_id,
       coalesce('item:' || r.item_id, 'appointment:' || r.appointment_id), r.n, r.rung,
       case when r.late then 'late' else 'due' end, r.item_id, r.appointment_id,
       false, false
  from worklist_reminder r
  left join worklist_item i on i.id = r.item_id
  left join worklist_appointment m on m.id = r.appointment_id
  join patients_case c on c.id = coalesce(i.case_id, m.case_id)
  join teams_absence b on b.user_id = r.recipient_id and b.facility_id = c.facility_id
   and b.live and b.status = 'covered' and b.starts_at <= core_now() and core_now() < b.ends_at
 where r.id = any(%(ids)s)
   and exists (select 1 from teams_assignment a
                where a.case_id = c.id and a.user_id = b.user_id and a.role = any (b.roles)
                  and (a.is_lead or not b.only_led) and a.live and a.error_at is null and a.starts_at <= core_now()
                  and (a.ends_at is null or core_now() < a.ends_at))
    on conflict do nothing
"""
# A message to staff carries an instant and nothing else. What can harm when late is mailed whatever one prefers.
WRITE = """
insert into worklist_outbox
       (id, version, channel, recipient_id, notification_id, idem_key, template, facts, status, attempts, last_error,
        risk, safety)
select gen_random_uuid(), 1, 'email', n.recipient_id, n.id,
       'reminder:' || r.id || ':email' || case when n.reminder_id is null then ':' || n.recipient_id else '' end, n.kind,
       jsonb_build_object('due_at', coalesce(i.due_at, a.starts_at)), 'pending', 0, '',
       coalesce(i.priority, 3), coalesce(i.priority, 3) = 1
  from worklist_reminder r
  cross join lateral (
    select t.* from worklist_notification t where t.reminder_id = r.id
     union all
    select t.* from worklist_notification t
     where t.source = coalesce('item:' || r.item_id, 'appointment:' || r.appointment_id)
       and t.n = r.n and t.rung = r.rung and t.recipient_id <> r.recipient_id and t.reminder_id is null
  ) n
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
            cursor.execute(TELL_DEPUTY, {"ids": ids})
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
