"""A task sends for a stretch: what piled up in an outage keeps no worker from the sweeps, and nothing is sent twice."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail

from tests.conftest import THEN
from tests.worklist.promises import due_reminders
from worklist import planner, relay, tasks
from worklist.mail import Mail
from worklist.management.commands import run_relay
from worklist.models import Outbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(case, lead):
    """Twelve messages that are not folded stand in the outbox."""
    lead.email = "lead@example.org"
    lead.save()
    due_reminders(case, lead, 12, priority=1)
    planner.plan_all()


@pytest.fixture
def slow(monkeypatch):
    """Each message takes four seconds of the process's own clock."""
    spent, real = [0.0], Mail.send

    def send(self, message):
        spent[0] += 4
        real(self, message)

    monkeypatch.setattr(Mail, "send", send)
    monkeypatch.setattr(relay, "time", SimpleNamespace(monotonic=lambda: spent[0]))


def states():
    return sorted(Outbox.objects.values_list("status", "attempts"))


def test_a_stretch_ends_within_a_batch_and_what_is_left_has_cost_nothing(written, slow):
    assert relay.send_all(seconds=10) == 3
    assert states() == [("pending", 0)] * 9 + [("sent", 1)] * 3
    assert relay.send_all(seconds=10) == 3, "the next one goes on"
    assert relay.send_all() == 6, "without a limit until nothing is left"
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == len(mail.outbox) == 12


@pytest.mark.parametrize("task", [tasks.deliver, lambda: tasks.send("email")])
def test_the_tasks_send_for_one_tick(written, slow, task):
    task()
    assert len(mail.outbox) == 3


def test_a_task_whose_time_is_up_ends_and_its_message_comes_back(written, monkeypatch, settings, at):
    """Whether it left is not known, and nobody says that it did not."""

    def hangs(self, message):
        raise SoftTimeLimitExceeded

    with monkeypatch.context() as broken:
        broken.setattr(Mail, "send", hangs)
        with pytest.raises(SoftTimeLimitExceeded):
            tasks.send("email")
    assert set(states()) == {("sending", 1)}
    assert set(Outbox.objects.values_list("last_error", flat=True)) == {""}
    at(THEN + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS + 1))
    assert relay.send_all() == 12


@pytest.mark.django_db(transaction=True)
def test_a_hand_of_the_plain_relay_hears_between_two_stretches_that_it_is_to_stop(monkeypatch):
    """What is left goes at once, without the wait for the next poll."""
    command, limits, left = run_relay.Command(), [], [3, 3, 0]
    command.stopping, command.wakes = threading.Event(), {"email": threading.Event()}

    def send_all(*, channels, seconds):
        limits.append(seconds)
        if len(limits) == len(left):
            command.stopping.set()
        return left[len(limits) - 1]

    monkeypatch.setattr(run_relay, "POLL", 10.0)
    monkeypatch.setattr(relay, "send_all", send_all)
    command.wakes["email"].set()
    hand = threading.Thread(target=command._send, args=("email",))
    hand.start()
    hand.join(5)
    assert not hand.is_alive()
    assert limits == [relay.STRETCH] * 3
