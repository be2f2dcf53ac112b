"""Ten thousand at once: batches, statements and steps grow with what rings, never with its square or with what is to come."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import THEN
from tests.worklist.promises import due_reminders, ledger
from tests.worklist.test_planner import LONG_AGO
from worklist import actions, planner, ringing, stops
from worklist.models import FollowUp, Item, Outbox, Reminder

pytestmark = pytest.mark.django_db
MANY = 10_000


@pytest.fixture
def reached(lead):
    lead.email = "lead@example.org"
    lead.save()
    return lead


def asked(queries: CaptureQueriesContext, word: str) -> int:
    return sum(word in query["sql"] for query in queries.captured_queries)


@pytest.mark.slow
def test_ten_thousand_are_told_in_batches_of_few_statements(case, reached):
    due_reminders(case, reached, MANY)
    with CaptureQueriesContext(connection) as queries:
        assert planner.plan_all() == MANY
    batches = MANY // planner.BATCH
    assert asked(queries, "for update skip locked\n ) as due") == batches + 1
    assert len(queries) <= 16 * batches + 10
    assert (ledger()["waiting"], ledger()["told"]) == (0, MANY)
    assert Outbox.objects.filter(template="flood", status="pending").count() == 1
    assert Outbox.objects.filter(status="folded").count() == MANY


def steps(plan: dict[str, Any]) -> int:
    """How many rows all steps of a plan gave or threw away, each as often as it was asked."""
    here = (
        plan["Actual Rows"]
        + plan.get("Rows Removed by Filter", 0)
        + plan.get("Rows Removed by Join Filter", 0)
    )
    return round(here * plan["Actual Loops"]) + sum(steps(part) for part in plan.get("Plans", []))


OTHERS = (
    "worklist_item",
    "worklist_appointment",
    "patients_case",
    "accounts_user",
    "teams_absence",
    "teams_assignment",
    "teams_teammember",
    "teams_facilityrole",
)
NUMBERS = {"unknown": (-1, 0), "of an empty table": (0, 9), "of one row": (1, 1), "of many": (10**6, 20_000)}


@pytest.mark.parametrize("rungs", ["unknown", "of an empty table"])
@pytest.mark.parametrize("others", NUMBERS)
def test_no_rung_is_compared_with_every_other(case, lead, rungs, others):
    """Joined by a guess of two rows, or of an empty list of work, a batch of ten thousand ran past every time limit."""
    due = due_reminders(case, lead, 2000)
    believed = [(*NUMBERS[others], list(OTHERS)), (*NUMBERS[rungs], ["worklist_reminder"])]
    with connection.cursor() as cursor:
        cursor.executemany(
            "update pg_class set reltuples = %s, relpages = %s where relname = any(%s)", believed
        )
        told = {"ids": [rung.pk for rung in due], "delayed": 5}
        cursor.execute("explain (analyze, format json) " + ringing.TELL, told)
        assert steps(cursor.fetchone()[0][0]["Plan"]) < 40 * len(due)


@pytest.mark.django_db(transaction=True)
def test_old_numbers_do_not_make_a_turn_read_all_that_is_to_come(case, lead):
    """Numbers from a moment at which nothing waited: every index of what waits looks small enough to be read whole."""
    due_reminders(case, lead, 300)
    Reminder.objects.update(status="planned", planned_at=THEN)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze worklist_reminder")
        due_reminders(case, lead, 3000, at=THEN + timedelta(days=30), activity="teaching")
        cursor.execute("explain (analyze, buffers, format json) " + planner.CLAIM, {"batch": 500})
        plan = cursor.fetchone()[0][0]["Plan"]
    assert "reminder_due_by_risk" in str(plan)
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < 30


def test_what_has_ended_is_asked_of_the_promises_that_ring_alone(case, lead, promise):
    """However many promises run: a hundred times as many touch as many blocks."""
    rung = Reminder.objects.filter(item__series=promise()).first()

    def touched() -> int:
        with CaptureQueriesContext(connection) as queries:
            stops.over([rung.pk])
        with connection.cursor() as cursor:
            cursor.execute("analyze worklist_followup, worklist_reminder, worklist_item")
            cursor.execute("explain (analyze, buffers, format json) " + queries.captured_queries[-1]["sql"])
            plan = cursor.fetchone()[0][0]["Plan"]
        return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])

    few = touched()
    given = {
        "case": case,
        "owner": lead,
        "created_by": lead,
        "activity": "follow_up",
        "ladder": [0],
        "first_due_at": THEN,
    }
    FollowUp.objects.bulk_create(FollowUp(**given, what=f"Call {n}", stops_on=["death"]) for n in range(1000))
    assert touched() <= few + 10


@pytest.mark.django_db(transaction=True)
def test_work_is_finished_while_its_rung_rings(case, lead, monkeypatch):
    """Neither waits for the other for ever: the notice points at the work, the work takes back its rungs."""
    due_reminders(case, lead, 1, at=LONG_AGO)
    told = threading.Event()

    def stay(place: str) -> None:
        if place == "planner.told":
            told.set()
            time.sleep(1)

    monkeypatch.setattr(planner, "failpoint", stay)
    failed: list[Exception] = []

    def ring() -> None:
        try:
            planner.plan()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    ringing_now = threading.Thread(target=ring)
    ringing_now.start()
    assert told.wait(30)
    actions.complete(Item.objects.get(), by=lead)
    ringing_now.join()
    assert failed == []
    assert (Item.objects.get().status, Reminder.objects.get().status) == ("done", "planned")
    assert Outbox.objects.filter(status="pending").count() == 0
