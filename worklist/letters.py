"""Writes what leaves the house for a notice: by each person's wishes, at an hour they allow, each once by its key.

What concerns harm is mailed whatever one prefers and at any hour. A message carries instants and counts, nothing else.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from core import clock
from policy.escalation import Escalation, quiet_until
from policy.queries import house_escalation
from worklist.models import Notification

Kind = Notification.Kind
# Everything else stays in the application, and is counted in the summary.
OUTSIDE = (Kind.DUE, Kind.LATE, Kind.CLIMBED, Kind.CHANGE, Kind.MESSAGE)

READERS = """
select u.id, u.zone, p.id is not null, p.quiet_from, p.quiet_until
  from accounts_user u
  left join worklist_preference p on p.user_id = u.id
 where u.is_active and not u.is_service
   and u.id in (select recipient_id from worklist_notification where id = any(%(notices)s) and kind = any(%(kinds)s))
"""
# A lane sends by risk and then by age: what may leave at once stands in it from when it was due.
WRITE = """
insert into worklist_outbox
       (id, version, channel, recipient_id, notification_id, idem_key, template, facts, status, attempts, last_error,
        risk, safety, next_try)
select gen_random_uuid(), 1, way.channel, n.recipient_id, n.id,
       coalesce('reminder:' || n.reminder_id || ':' || n.recipient_id, 'notice:' || n.id) || ':' || way.channel, n.kind,
       jsonb_build_object(
         'due_at', coalesce(i.due_at, a.starts_at), 'delayed', n.delayed,
         'late_after', case when n.safety then core_now() else hour.allowed end + make_interval(mins => %(delayed)s)
       ), 'pending', 0, '',
       case when n.safety then 1 else coalesce(r.risk, i.priority, 3) end, n.safety,
       case when n.safety or hour.allowed <= core_now() then least(core_now(), r.due_at) else hour.allowed end
  from worklist_notification n
  join unnest(%(people)s::uuid[], %(allowed)s::timestamptz[]) as hour(user_id, allowed) on hour.user_id = n.recipient_id
  join accounts_user u on u.id = n.recipient_id
  left join lateral (select m.due_at, m.risk from worklist_reminder m where m.id = n.reminder_id limit 1) r on true
  left join lateral (select w.due_at, w.priority from worklist_item w where w.id = n.item_id limit 1) i on true
  left join lateral (select m.starts_at from worklist_appointment m where m.id = n.appointment_id limit 1) a on true
  left join worklist_preference p on p.user_id = u.id
 cross join (values ('email'), ('sms')) as way(channel)
 where n.id = any(%(notices)s) and n.kind = any(%(kinds)s) and n.read_at is null
   and (n.safety or not n.kind = any(coalesce(p.muted, '{}')))
   and case way.channel
       when 'email' then u.email <> '' and (n.safety or coalesce(p.by_email, true))
       else %(sms)s and coalesce(p.by_sms, false) and p.sms_to <> '' end
    on conflict do nothing
"""


class Reader(NamedTuple):
    """Somebody who is written to, and the hours at which they are not."""

    user: UUID
    zone: str
    has_chosen: bool
    quiet_from: time | None
    quiet_until: time | None

    def allowed(self, at: datetime, figures: Escalation) -> datetime:
        """From when on, not before an instant, they may be told outside the application, where they are."""
        starts, ends = self.quiet_from, self.quiet_until
        if not self.has_chosen:
            starts, ends = (time.fromisoformat(wall) for wall in figures.quiet)
        return at if starts is None or ends is None else quiet_until(at, ZoneInfo(self.zone), starts, ends)


def write(cursor: Any, notices: Sequence[UUID], figures: Escalation) -> list[Reader]:
    """Write the messages of some notices; whose they are."""
    said: dict[str, Any] = {"notices": list(notices), "kinds": list(OUTSIDE)}
    cursor.execute(READERS, said)
    readers = [Reader(*row) for row in cursor.fetchall()]
    if readers:
        now = clock.now()
        said |= {"people": [each.user for each in readers], "sms": bool(settings.SMS_URL)}
        said["allowed"] = [each.allowed(now, figures) for each in readers]
        said["delayed"] = figures.delayed_after_minutes
        cursor.execute(WRITE, said)
    return readers


def write_for(notice: Notification) -> None:
    """Write the messages of one notice that was told at once."""
    if notice.kind in OUTSIDE:
        with connection.cursor() as cursor:
            write(cursor, [notice.pk], house_escalation(clock.now()))
