"""What is asked every few seconds reads what it counts, however much history there is."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from worklist import hooks, planner, pulse
from worklist.models import Notification, Outbox, Reminder

pytestmark = pytest.mark.django_db
HISTORY = 20_000
GROWING = ("worklist_outbox", "worklist_notification", "worklist_reminder")
# Blocks of 8 KiB of one statement: those of the rows it counts, and the ways to them.
MOST = 30
# A year of mail that was sent, of notices that were told, and of rungs still to come; one in a thousand fell late.
SENT = """
insert into worklist_outbox (id, version, channel, recipient_id, idem_key, template, facts, status, attempts, last_error,
                             risk, safety, created_at, next_try, sent_at)
select gen_random_uuid(), 1, 'email', %(user)s, 'old:' || n, 'due', '{"due_at": null, "delayed": false}', 'sent', 1, '',
       3, false, at, at, at
  from (select n, core_now() - make_interval(mins => n * 25 + 60) as at from generate_series(1, %(number)s) n) as year
"""
TOLD = """
insert into worklist_notification (id, version, recipient_id, source, n, rung, kind, safety, delayed, told_at)
select gen_random_uuid(), 1, %(user)s, 'old:' || n, 0, 0, case when n %% 1000 = 0 then 'late' else 'due' end, false, false,
       core_now() - make_interval(mins => n * 25 + 60)
  from generate_series(1, %(number)s) n
"""
TO_COME = """
insert into worklist_reminder (id, version, item_id, recipient_id, "to", risk, n, rung, late, wall_on, wall_at, zone,
                               due_at, status, rang_for, told)
select gen_random_uuid(), 1, r.item_id, r.recipient_id, r."to", 1 + nth %% 3, nth + 1, 0, false, r.wall_on, r.wall_at, r.zone,
       core_now() + make_interval(mins => nth), 'waiting', '', 0
  from (select * from worklist_reminder limit 1) r, generate_series(1, %(number)s) nth
"""


@pytest.fixture
def years(case, lead, settings, at):
    """History, and beside it three of everything that is counted."""
    settings.WEBHOOK_URL = "https://elsewhere.example/"
    lead.email = "lead@example.org"
    lead.save()
    due_reminders(case, lead, 3)
    Reminder.objects.update(late=True)
    planner.plan_all()
    due_reminders(case, lead, 3, activity="teaching")
    at(THEN + timedelta(minutes=1))
    with connection.cursor() as cursor:
        for statement in (SENT, TOLD, TO_COME):
            cursor.execute(statement, {"user": lead.pk, "number": HISTORY})
        cursor.execute(f"analyze {', '.join(GROWING)}")
        # What other tests wrote and took back stands in the indexes still.
        for table in GROWING:
            cursor.execute(f"reindex table {table}")
    sent = Outbox.objects.filter(status="sent").order_by("-sent_at")
    Outbox.objects.filter(pk__in=[row.pk for row in sent[:3]]).update(bounced_at=THEN)


def plans(asked):
    """The plan of each statement, run once more."""
    with CaptureQueriesContext(connection) as captured:
        asked()
    for query in captured.captured_queries:
        with connection.cursor() as cursor:
            cursor.execute("explain (analyze, buffers, format json) " + query["sql"])
            found = cursor.fetchone()[0]
        yield (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def steps(plan):
    yield plan
    for below in plan.get("Plans", ()):
        yield from steps(below)


@pytest.mark.parametrize("asked", [pulse.read, hooks.write_counts])
def test_nothing_that_grows_is_read_whole(years, asked):
    for plan in plans(asked):
        whole = [
            step["Relation Name"]
            for step in steps(plan)
            if step["Node Type"] == "Seq Scan" and step["Relation Name"] in GROWING
        ]
        assert whole == []
        assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < MOST


def test_what_is_counted_is_right_beside_it(years):
    found = pulse.read()
    email = next(lane for lane in found.lanes if lane.name == "email")
    assert (found.due, email.waiting, email.bounced, email.dead) == (3, 3, 3, 0)
    assert hooks.write_counts() == 1
    assert Outbox.objects.get(channel="webhook").facts["late"] == 3
    assert Notification.objects.filter(kind="late").count() == 3 + HISTORY // 1000
