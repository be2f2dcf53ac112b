"""The plain relay: what it starts while beat is silent, and that a hand that broke is not missed."""

import threading

import pytest
from celery import current_app
from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError, connection

from tests.conftest import THEN
from worklist import planner, relay, tasks, ticks
from worklist.management.commands.run_relay import Command

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(monkeypatch):
    """What was started, instead of every sweep of the house."""
    found = []
    table = {
        "minutely": {"task": "worklist.tasks.keep", "schedule": 60.0},
        "hourly": {"task": "worklist.tasks.keep_holes", "schedule": 3600.0},
        "own": {"task": "worklist.tasks.deliver", "schedule": 10.0},
    }
    monkeypatch.setitem(current_app.conf, "beat_schedule", table)
    monkeypatch.setattr(tasks, "EVERY_MINUTE", [lambda: found.append("keep")])
    return found


def test_it_runs_what_beat_would_have_run_each_by_its_own_clock(started, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(tasks.time, "monotonic", lambda: now[0])
    ran: dict[str, float] = {}
    tasks.stand_in_for_beat(ran)
    tasks.stand_in_for_beat(ran)
    assert (started, set(ran)) == (["keep"], {"minutely", "hourly"})
    now[0] += 61
    tasks.stand_in_for_beat(ran)
    assert started == ["keep", "keep"]


def test_a_sweep_that_breaks_is_not_the_end_of_the_others(started, monkeypatch, caplog):
    def broken() -> None:
        raise ValueError("what a patient is called")

    monkeypatch.setattr(tasks, "EVERY_MINUTE", [broken])
    ran: dict[str, float] = {}
    tasks.stand_in_for_beat(ran)
    assert set(ran) == {"minutely", "hourly"}
    assert "called" not in caplog.text


def test_of_many_relays_one_stands_in(started):
    other, turn = connection.copy(), "(hashtextextended('turn:minutely', 0))"
    try:
        with other.cursor() as cursor:
            cursor.execute(f"select pg_advisory_lock{turn}")
            tasks.stand_in_for_beat({})
            assert started == []
            # Said, for the server lets go of what a closed line held in its own time, which is not always at once.
            cursor.execute(f"select pg_advisory_unlock{turn}")
    finally:
        other.close()
    tasks.stand_in_for_beat({})
    assert started == ["keep"]


def test_beat_is_silent_until_it_ticks_and_after_a_minute(at):
    from datetime import timedelta

    assert ticks.silent("beat")
    ticks.tick("beat")
    assert not ticks.silent("beat")
    at(THEN + timedelta(seconds=61))
    assert ticks.silent("beat")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("said", [OperationalError, InterfaceError])
@pytest.mark.parametrize("whose", ["planner", "hand"])
def test_a_line_that_was_cut_ends_nothing(monkeypatch, settings, tmp_path, said, whose):
    settings.VAR_DIR = tmp_path
    command, turns = Command(), []

    def cut(*_args, **_more):
        turns.append(whose)
        if len(turns) == 2:
            command.stopping.set()
        raise said("connection already closed")

    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(tasks, "stand_in_for_beat", lambda ran: None)
    monkeypatch.setattr("worklist.management.commands.run_relay.POLL", 0.01)
    monkeypatch.setattr(planner, "plan_all", cut if whose == "planner" else lambda: 0)
    monkeypatch.setattr(relay, "send_all", cut if whose == "hand" else lambda **_more: 0)
    command.handle()
    assert (turns[:2], command.broken) == ([whose, whose], False)


@pytest.mark.django_db(transaction=True)
def test_a_hand_that_breaks_ends_the_process(monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path

    def broken(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(relay, "send_all", broken)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(tasks, "stand_in_for_beat", lambda ran: None)
    with pytest.raises(CommandError):
        Command().handle()


@pytest.mark.django_db(transaction=True)
def test_a_planner_that_breaks_takes_the_hands_with_it(monkeypatch, settings, tmp_path):
    settings.VAR_DIR = tmp_path

    def broken() -> None:
        raise RuntimeError

    monkeypatch.setattr("worklist.planner.plan_all", broken)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    before = threading.active_count()
    with pytest.raises(RuntimeError):
        Command().handle()
    assert threading.active_count() == before
