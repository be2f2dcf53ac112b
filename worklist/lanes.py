"""Each channel is a lane of its own: how much may be sent now (its pace), and whether it is tried at all (its fuse).

A lease takes the greatest risk first. Tokens are refilled by time up to ten seconds' worth, so that what has piled up
in an outage leaves without a burst; what concerns harm does not wait for a token. After FUSE failures in a row a channel
rests, longer each time, and is then tried with a single message: nobody's attempts are spent on a line that is down.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from core import clock
from policy.queries import house_escalation
from worklist.models import Outbox

FUSE = 5
# Seconds of rest: 30, 60, 120 ... at most ten minutes.
REST, LONGEST_REST = 30, 600
# Seconds of its pace that a channel may send at once.
BURST_SECONDS = 10

OPEN = """
insert into worklist_channelstate (id, version, channel, failures, last_error, tokens)
values (gen_random_uuid(), 1, %(channel)s, 0, '', %(burst)s) on conflict (channel) do nothing
"""
RETURN = """
update worklist_outbox
   set status = case when attempts > %(most)s then 'dead' else 'pending' end, last_error = 'lease ended',
       lease_until = null, version = version + 1
 where channel = %(channel)s and status = 'sending' and lease_until < core_now()
returning id, status
"""
LEASE = """
with lane as (
  select id, open_until,
         least(%(burst)s, tokens + greatest(0, extract(epoch from core_now() - refilled_at)) * %(rate)s) as tokens
    from worklist_channelstate where channel = %(channel)s for update
), room as (
  select case when open_until > core_now() then 0 when open_until is not null then 1 else %(batch)s end as most from lane
), due as (
  select id, safety, risk, next_try from worklist_outbox
   where channel = %(channel)s and status = 'pending' and next_try <= core_now()
   order by risk, next_try, id limit (select most from room) for update skip locked
), ranked as (
  select id, safety, row_number() over (order by risk, next_try, id) as nth from due
), took as (
  update worklist_outbox o
     set status = 'sending', attempts = o.attempts + 1, version = o.version + 1,
         lease_until = core_now() + make_interval(secs => %(seconds)s)
    from ranked r where o.id = r.id and (r.safety or r.nth <= (select tokens from lane))
  returning o.id
), paid as (
  update worklist_channelstate s
     set tokens = greatest(-%(burst)s, lane.tokens - (select count(*) from took)), refilled_at = core_now()
    from lane where s.id = lane.id
)
select id from took
"""
GIVE_BACK = """
update worklist_outbox o
   set status = 'pending', attempts = o.attempts - 1, lease_until = null, version = o.version + 1
  from unnest(%(ids)s::uuid[], %(attempts)s::int[]) as mine(id, attempts)
 where o.id = mine.id and o.status = 'sending' and o.attempts = mine.attempts
"""
WELL = """
update worklist_channelstate
   set failures = 0, open_until = null, last_error = '', last_sent_at = core_now(), version = version + 1
 where channel = %(channel)s
   and (failures > 0 or open_until is not null or last_sent_at is null or last_sent_at < core_now() - interval '5 seconds')
"""
ILL = """
update worklist_channelstate
   set failures = least(failures + 1, 1000), last_error = %(error)s, version = version + 1,
       open_until = case when failures + 1 >= %(fuse)s
         then core_now() + make_interval(secs => least(%(longest)s, %(rest)s * power(2, least(failures + 1 - %(fuse)s, 10))))
         else open_until end
 where channel = %(channel)s
returning open_until is not null
"""


def lease(channel: str, batch: int) -> list[UUID]:
    """Take the next messages of a channel for this relay alone, as many as its pace and its fuse allow."""
    rate = house_escalation(clock.now()).pace[channel] / 60
    facts: dict[str, Any] = {
        "channel": channel,
        "batch": batch,
        "rate": rate,
        "burst": max(1.0, rate * BURST_SECONDS),
    }
    with connection.cursor() as cursor:
        cursor.execute(OPEN, facts)
        cursor.execute(LEASE, facts | {"seconds": settings.OUTBOX_LEASE_SECONDS})
        return [row[0] for row in cursor.fetchall()]


def come_back(channel: str, most: int) -> list[UUID]:
    """Let what a killed relay held come back; those that killed every relay are given up and returned."""
    with connection.cursor() as cursor:
        cursor.execute(RETURN, {"channel": channel, "most": most})
        return [key for key, status in cursor.fetchall() if status == "dead"]


def give_back(rows: Sequence[Outbox]) -> None:
    """Put back what was leased and not tried; it has cost no attempt. What is another's by now stays theirs."""
    _run(GIVE_BACK, ids=[row.pk for row in rows], attempts=[row.attempts for row in rows])


def well(channel: str) -> None:
    """The channel took a message."""
    _run(WELL, channel=channel)


def ill(channel: str, error: str) -> bool:
    """The channel did not take a message; whether it rests now."""
    with connection.cursor() as cursor:
        cursor.execute(
            ILL, {"channel": channel, "error": error, "fuse": FUSE, "rest": REST, "longest": LONGEST_REST}
        )
        return bool(cursor.fetchone()[0])


def _run(statement: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
