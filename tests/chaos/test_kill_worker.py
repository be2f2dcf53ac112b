"""kill -9 in the middle of 500 due reminders, and two beats at once: 500 deliveries, none twice."""

import signal
from datetime import UTC, datetime

import pytest
from django.db.models import Count

from tests.chaos.processes import kill, stack, until
from tests.worklist.promises import due_reminders, ledger
from worklist.models import Notification, Outbox

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG_AGO = datetime(2025, 1, 6, 15, tzinfo=UTC)
NUMBER = 500
DONE = {"waiting": 0, "told": NUMBER, "written": NUMBER, "sent": NUMBER, "dead": 0}
# A hundredth of a second between sending and marking: the kill lands in the middle on any machine.
SLOW = {"FAILPOINTS": "relay.accepted=sleep:0.01"}


@pytest.fixture
def due(case, on_team):
    """500 reminders that fell due, all of one person, of what harms when late: none may be folded."""
    lead = on_team("case_manager", is_lead=True)
    lead.email = "lead@example.org"
    lead.save()
    due_reminders(case, lead, NUMBER, at=LONG_AGO, priority=1)


def in_the_middle() -> bool:
    return 50 <= ledger()["sent"] <= NUMBER - 100


def everything_once(made) -> None:
    """The ledger, the tables and the mailbox agree, and nobody was told anything twice."""
    assert ledger() == DONE
    assert not Notification.objects.values("reminder").annotate(n=Count("pk")).filter(n__gt=1).exists()
    assert not Outbox.objects.filter(status="sending").exists()
    letters = {path.read_bytes().split(b"Message-ID: ")[1].split(b"\r\n")[0] for path in made.letters()}
    assert len(letters) == len(made.letters()) == NUMBER


def test_a_worker_killed_in_the_middle(due, tmp_path):
    with stack(tmp_path) as made:
        first = made.worker(**SLOW)
        made.tick()
        until(in_the_middle, 40, made)
        kill(first)
        assert 0 < ledger()["sent"] < NUMBER
        made.worker()
        until(lambda: _tick_until_done(made), 40, made)
        everything_once(made)
        # Sent again only what lay between sending and marking when the worker died: one message for each of its two hands.
        assert Outbox.objects.filter(attempts__gt=1).count() <= 2 * 20


def test_a_relay_killed_in_the_middle_with_the_broker_out_of_reach(due, tmp_path):
    nowhere = {"BROKER_URL": "redis://127.0.0.1:1/0"}
    with stack(tmp_path) as made:
        first = made.relay(**SLOW, **nowhere)
        until(in_the_middle, 40, made)
        kill(first)
        made.relay(**nowhere)
        until(lambda: ledger() == DONE, 40, made)
        everything_once(made)


def test_a_relay_at_rest_wakes_by_itself_and_stops_when_told(case, on_team, tmp_path):
    lead = on_team("case_manager", is_lead=True)
    with stack(tmp_path) as made:
        relay, alive = made.relay(), tmp_path / "relay.alive"
        until(alive.exists, 30, made)
        due_reminders(case, lead, 1, at=LONG_AGO)
        until(lambda: ledger()["told"] == 1, 10, made)
        before = alive.stat().st_mtime_ns
        until(lambda: alive.stat().st_mtime_ns > before, 10, made)
        assert relay.poll() is None
        relay.send_signal(signal.SIGTERM)
        assert relay.wait(10) == 0


def test_a_planner_killed_between_its_steps_leaves_nothing_half_done(due, tmp_path):
    with stack(tmp_path) as made:
        assert made.relay(FAILPOINTS="planner.told=exit").wait(30) == 137
        assert (ledger()["waiting"], ledger()["told"]) == (NUMBER, 0)
        made.relay()
        until(lambda: ledger() == DONE, 40, made)
        everything_once(made)


def test_two_beats_at_once(due, tmp_path):
    with stack(tmp_path) as made:
        made.worker()
        beats = [made.beat("one"), made.beat("two")]
        until(lambda: ledger() == DONE, 50, made)
        assert all(beat.poll() is None for beat in beats)
        everything_once(made)
        assert not Outbox.objects.filter(attempts__gt=1).exists()


def _tick_until_done(made) -> bool:
    """Ticks come again and again, as from beat, until everything is sent."""
    if ledger() == DONE:
        return True
    made.tick()
    return False
