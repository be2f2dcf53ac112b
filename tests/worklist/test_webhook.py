"""What another system hears: how much fell late or climbed, signed; counts and instants, never a patient."""

import json
from datetime import timedelta

import pytest

from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from tests.worklist.sinks import gateway
from worklist import hooks, planner, relay, signing
from worklist.models import Outbox, Reminder

pytestmark = pytest.mark.django_db
SECRET = "a-secret-of-the-other-system-long-enough"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def other(settings):
    with gateway() as sink:
        settings.WEBHOOK_URL, settings.WEBHOOK_SECRET, settings.DEMONSTRATION = sink.url, SECRET, True
        yield sink


@pytest.fixture
def late(case, lead):
    due_reminders(case, lead, 4)
    Reminder.objects.update(late=True)
    planner.plan_all()


def test_counts_go_out_signed_and_name_nobody(other, late, at, case):
    at(THEN + MINUTE)
    assert hooks.write_counts() == 1
    assert relay.send_all() == 1
    [(headers, body)] = other.asked
    facts = json.loads(body)
    assert (facts["event"], facts["late"], facts["climbed"]) == ("counts", 4, 0)
    assert set(facts) == {"id", "event", "late", "climbed", "since", "until"}
    assert headers["Idempotency-Key"] == facts["id"]
    assert signing.is_genuine(
        SECRET, headers[signing.STAMP], body, headers[signing.SIGNATURE], (THEN + MINUTE).timestamp()
    )


def test_each_notice_is_counted_once(other, late, at, case, lead):
    at(THEN + MINUTE)
    assert [hooks.write_counts(), hooks.write_counts()] == [1, 0]
    at(THEN + 2 * MINUTE)
    assert hooks.write_counts() == 0, "nothing new to say"
    due_reminders(case, lead, 1, activity="teaching")
    Reminder.objects.filter(status="waiting").update(late=True)
    planner.plan_all()
    at(THEN + 5 * MINUTE)
    assert hooks.write_counts() == 1
    assert [row.facts["late"] for row in Outbox.objects.filter(channel="webhook").order_by("created_at")] == [
        4,
        1,
    ]


def test_without_another_system_nothing_is_written(late, at, settings):
    settings.WEBHOOK_URL = ""
    at(THEN + MINUTE)
    assert hooks.write_counts() == 0
    assert not Outbox.objects.exists()


@pytest.mark.parametrize(
    ("mood", "error"),
    [
        ("slow", "time-out"),
        ("cut", "cut off"),
        ("500", "http 500"),
        ("404", "http 404"),
        ("429", "http 429"),
        ("redirect", "http 302"),
    ],
)
def test_what_may_pass_is_said_again_under_the_same_key(other, late, at, settings, mood, error):
    settings.GATEWAY_TIMEOUT, other.mood = 0.3, mood
    at(THEN + MINUTE)
    hooks.write_counts()
    assert relay.send_all() == 0
    message = Outbox.objects.get()
    assert (message.status, message.last_error) == ("pending", error)
    other.mood = "ok"
    other.wait.set()
    at(THEN + 2 * MINUTE)
    assert relay.send_all() == 1
    assert len({headers["Idempotency-Key"] for headers, _body in other.asked}) == 1


def test_what_it_refuses_for_good_shows(other, late, at, facility):
    other.mood = "422"
    at(THEN + MINUTE)
    hooks.write_counts()
    relay.send_all()
    assert Outbox.objects.get().status == "dead"
