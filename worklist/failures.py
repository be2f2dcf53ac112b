"""A message that was given up or came back is a failure that somebody sees: whom it was for, and their supervisors.

Once a day and channel for each of them, so that a broken address makes no storm of its own.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

# To a colleague: they are told in the application, and so are the supervisors of their teams. To a patient: whoever
# meets the patient, else whoever made the appointment.
TELL = """
with lost as (
  select o.id, o.channel, o.recipient_id, coalesce(a.user_id, a.created_by_id) as keeper_id, o.appointment_id
    from worklist_outbox o left join worklist_appointment a on a.id = o.appointment_id
   where o.id = any(%(ids)s)
), told as (
  select recipient_id as user_id, 'undelivered:' || channel as source, null::uuid as appointment_id
    from lost where recipient_id is not null
   union
  select t.user_id, 'undelivered-of:' || l.channel, null from lost l
    join teams_teammember mine on mine.user_id = l.recipient_id and mine.live
    join teams_teammember t on t.team_id = mine.team_id and t.supervises and t.live and t.user_id <> l.recipient_id
   where t.starts_at <= core_now() and (t.ends_at is null or core_now() < t.ends_at)
   union
  select keeper_id, 'unreached:' || appointment_id || ':' || channel, appointment_id
    from lost where recipient_id is null and keeper_id is not null
)
insert into worklist_notification
       (id, version, recipient_id, source, n, rung, kind, appointment_id, safety, delayed)
select gen_random_uuid(), 1, told.user_id, told.source, to_char(core_now(), 'YYYYMMDD')::int, 0, 'review', appointment_id,
       false, false
  from told join accounts_user u on u.id = told.user_id and u.is_active and not u.is_service
    on conflict do nothing
"""
BOUNCE = """
update worklist_outbox set bounced_at = core_now(), last_error = %(code)s, version = version + 1
 where id = %(id)s and bounced_at is null
"""
DOUBT = """
update patients_contactpoint set unreliable = true, version = version + 1
 where not unreliable and id in (select contact_id from worklist_outbox where id = any(%(ids)s))
"""


def tell(ids: Collection[UUID]) -> None:
    """Tell of messages that were given up, for whatever reason."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(TELL, {"ids": list(ids)})


def doubt(ids: Collection[UUID]) -> None:
    """Mark a patient's address as one that did not work: only where the other side said so, for nothing uses it again."""
    if ids:
        with connection.cursor() as cursor:
            cursor.execute(DOUBT, {"ids": list(ids)})


def bounced(message: UUID, code: str) -> bool:
    """The other side said later that a message did not arrive; False when it had said so before."""
    with connection.cursor() as cursor:
        cursor.execute(BOUNCE, {"id": message, "code": code})
        first = bool(cursor.rowcount)
    if first:
        tell([message])
        doubt([message])
    return first
