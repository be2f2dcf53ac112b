"""What another system is told: how many notices fell late or climbed in a stretch of time; counts, never a patient."""

from django.conf import settings
from django.db import connection

from worklist.models import Outbox
from worklist.posting import post

# One message for each stretch with anything to say, from where the last one ended; its key is its beginning, so that
# two clocks that tick at once write one.
WRITE = """
with bounds as (
  select coalesce(
           (select (facts->>'until')::timestamptz from worklist_outbox
             where channel = 'webhook' and template = 'counts' order by created_at desc limit 1),
           core_now() - interval '1 hour') as since,
         -- What a running transaction has not shown yet is counted with the next stretch.
         date_trunc('second', core_now()) - interval '30 seconds' as until
), counted as (
  select b.since, b.until, count(n.id) filter (where n.kind = 'late') as late,
         count(n.id) filter (where n.kind = 'climbed') as climbed
    from bounds b join worklist_notification n on n.told_at > b.since and n.told_at <= b.until
   where n.kind in ('late', 'climbed') group by b.since, b.until
)
insert into worklist_outbox
       (id, version, channel, idem_key, template, facts, status, attempts, last_error, risk, safety)
select gen_random_uuid(), 1, 'webhook', 'counts:' || to_char(since at time zone 'UTC', 'YYYYMMDD"T"HH24MISS.US'), 'counts',
       jsonb_build_object('late', late, 'climbed', climbed, 'since', since, 'until', until), 'pending', 0, '', 3, false
  from counted where late + climbed > 0
    on conflict do nothing
"""


class Webhook:
    """The other system of WEBHOOK_URL."""

    def send(self, message: Outbox) -> None:
        """Hand one message over."""
        facts = {"id": message.idem_key, "event": message.template} | message.facts
        post(settings.WEBHOOK_URL, settings.WEBHOOK_SECRET, message.idem_key, facts)

    def close(self) -> None:
        """Every message is a request of its own."""


def write_counts() -> int:
    """Write what fell late or climbed since the last message; nothing without another system, or with nothing to say."""
    if not settings.WEBHOOK_URL:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(WRITE)
        return int(cursor.rowcount)
