"""The planner: every due reminder is told exactly once, by however many planners, however often they run."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.failpoints import Broken
from tests.conftest import THEN
from tests.worklist.promises import due_reminders, ledger
from worklist import planner
from worklist.models import Notification, Outbox, Preference, Reminder

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2025, 1, 6, 15, tzinfo=UTC)


def test_a_due_reminder_becomes_one_notice_and_one_message(case, lead):
    lead.email = "lead@example.org"
    lead.save()
    [reminder] = due_reminders(case, lead, 1)
    assert planner.plan() == 1
    notice, message = Notification.objects.get(reminder=reminder), Outbox.objects.get()
    assert (notice.recipient, notice.kind, notice.item) == (lead, "due", reminder.item)
    assert (message.idem_key, message.notification) == (f"reminder:{reminder.pk}:{lead.pk}:email", notice)
    assert set(message.facts) == {"due_at", "delayed", "late_after"}
    reminder.refresh_from_db()
    assert (reminder.status, reminder.planned_at, reminder.told, reminder.rang_for) == (
        "planned",
        THEN,
        1,
        "person",
    )


def test_nothing_is_told_before_it_is_due(case, lead, at):
    due_reminders(case, lead, 1, at=THEN + timedelta(minutes=1))
    assert planner.plan_all() == 0
    at(THEN + timedelta(minutes=1))
    assert planner.plan_all() == 1


def test_running_twice_changes_nothing(case, lead):
    due_reminders(case, lead, 30)
    planner.plan_all()
    before = list(Notification.objects.order_by("pk").values()), list(Outbox.objects.order_by("pk").values())
    Reminder.objects.update(status="waiting", planned_at=None)  # as if the last step had been lost
    planner.plan_all()
    assert before == (
        list(Notification.objects.order_by("pk").values()),
        list(Outbox.objects.order_by("pk").values()),
    )


@pytest.mark.parametrize(("priority", "written"), [(3, 0), (1, 1)])
def test_mail_can_be_declined_except_for_what_harms(case, lead, priority, written):
    lead.email = "lead@example.org"
    lead.save()
    Preference.objects.create(user=lead, by_email=False)
    due_reminders(case, lead, 1, priority=priority)
    planner.plan_all()
    assert (ledger()["told"], ledger()["written"]) == (1, written)


def test_somebody_who_has_left_gets_no_mail(case, lead):
    lead.email, lead.is_active = "lead@example.org", False
    lead.save()
    due_reminders(case, lead, 1)
    planner.plan_all()
    assert ledger()["written"] == 0


@pytest.mark.parametrize("number", [2, 200])
def test_the_number_of_statements_does_not_grow_with_the_reminders(case, lead, number):
    due_reminders(case, lead, number)
    with CaptureQueriesContext(connection) as queries:
        assert planner.plan() == number
    assert len(queries) <= 20  # fourteen steps and, where it is a flood, three that fold it


@pytest.mark.parametrize("place", ["planner.scanned", "planner.told"])
def test_a_break_in_the_middle_leaves_nothing_half_done(case, lead, settings, place):
    due_reminders(case, lead, 5)
    settings.FAILPOINTS = {place: "raise"}
    with pytest.raises(Broken):
        planner.plan()
    assert (ledger()["waiting"], ledger()["told"]) == (5, 0)
    settings.FAILPOINTS = {}
    assert planner.plan() == 5


def test_a_break_after_the_commit_loses_nothing(case, lead, settings):
    due_reminders(case, lead, 5)
    settings.FAILPOINTS = {"planner.committed": "raise"}
    with pytest.raises(Broken):
        planner.plan()
    settings.FAILPOINTS = {}
    assert planner.plan() == 0
    assert ledger()["told"] == 5


@pytest.mark.django_db(transaction=True)
def test_the_due_scan_reads_only_what_is_due(case, lead):
    due_reminders(case, lead, 3000, at=THEN + timedelta(days=30))
    Reminder.objects.filter(pk__in=Reminder.objects.values("pk")[:3]).update(due_at=THEN - timedelta(hours=1))
    with connection.cursor() as cursor:
        # Rows of other tests that were rolled back stay in the index until a vacuum, and would be counted.
        cursor.execute("vacuum analyze worklist_reminder")
        cursor.execute("explain (analyze, buffers, format json) " + planner.CLAIM, {"batch": 500})
        plan = cursor.fetchone()[0][0]["Plan"]
    assert "reminder_due_by_risk" in str(plan)
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 40


@pytest.mark.django_db(transaction=True)
def test_four_planners_side_by_side_tell_everything_once(case, lead):
    lead.email = "lead@example.org"
    lead.save()
    # What harms is never folded: every one of them leaves the house.
    due_reminders(case, lead, 2000, at=LONG_AGO, priority=1)  # the threads' own connections are in real time
    start, counts = threading.Barrier(4), []

    def work() -> None:
        try:
            start.wait()
            while planned := planner.plan(batch=50):
                counts.append(planned)
        finally:
            connection.close()

    planners = [threading.Thread(target=work) for _ in range(4)]
    for each in planners:
        each.start()
    for each in planners:
        each.join(60)
    assert sum(counts) == 2000
    assert ledger() == {"waiting": 0, "told": 2000, "written": 2000, "sent": 0, "dead": 0}
