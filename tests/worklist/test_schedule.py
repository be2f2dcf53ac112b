"""Celery is the hands: beat only ticks, nothing is planned ahead in the broker, and each setting is said with its reason."""

import ast
import re
from pathlib import Path

import pytest
from celery import current_app

from casemgmt import schedule

ROOT = Path(__file__).resolve().parents[2]
APPS = [folder for folder in ROOT.iterdir() if (folder / "__init__.py").is_file() and folder.name != "tests"]
# Ways to put a task off, or to start one from a page.
AHEAD = {"eta", "countdown", "apply_async", "delay", "send_task"}
# Settings that say what the broker is, not how it is used.
PLAIN = {"broker_url", "timezone", "enable_utc", "beat_schedule_filename", "worker_hijack_root_logger"}


def test_nothing_is_put_off_in_the_broker():
    """What is due later stands in the database; the benchmark alone sends tasks, as beat does."""
    found = set()
    for app in APPS:
        for path in app.rglob("*.py"):
            nodes = list(ast.walk(ast.parse(path.read_text())))
            called = [node for node in nodes if isinstance(node, ast.Call)]
            named = {getattr(node.func, "attr", None) for node in called}
            named |= {word.arg for node in called if "attr" in node.func._fields for word in node.keywords}
            if named & AHEAD:
                found.add(str(path.relative_to(ROOT)))
    assert found == {"demo/bench/ringing/crew.py"}


@pytest.mark.parametrize("name", sorted(schedule.beat_schedule))
def test_beat_ticks_and_holds_no_calendar(name):
    entry = schedule.beat_schedule[name]
    assert isinstance(entry["schedule"], float), "seconds: no hour of any wall"
    assert entry.get("options", {}).get("expires", 0) <= entry["schedule"]
    current_app.loader.import_default_modules()
    assert entry["task"] in current_app.tasks
    assert all(isinstance(each, str) for each in entry.get("args", ())), "no person, no patient"


def test_ticks_of_the_engine_come_every_ten_seconds_and_expire():
    engine = [
        entry for entry in schedule.beat_schedule.values() if entry["task"].startswith("worklist.tasks.")
    ]
    assert {entry["schedule"] for entry in engine if "keep" not in entry["task"]} == {10.0}
    assert all(entry["options"]["expires"] == entry["schedule"] for entry in engine)


def test_settings_hold_together():
    transport = schedule.broker_transport_options
    assert schedule.task_soft_time_limit < schedule.task_time_limit < transport["visibility_timeout"]
    assert schedule.task_acks_late
    assert schedule.task_reject_on_worker_lost
    assert schedule.worker_prefetch_multiplier == 1
    assert (schedule.accept_content, schedule.result_backend) == (["json"], None)
    # A page never waits for the broker.
    assert transport["socket_connect_timeout"] <= 1
    assert not schedule.task_publish_retry


def test_every_setting_stands_in_the_manual_with_its_reason():
    manual = (ROOT / "docs/reminders.md").read_text()
    named = {
        word
        for line in manual.splitlines()
        if line.startswith("| `")
        for word in re.findall(r"`([a-z_]+)`", line)
    }
    settings = {
        name
        for name in vars(schedule)
        if name.islower() and name not in PLAIN | {"settings", "beat_schedule"}
    }
    told = settings - {"broker_transport_options"} | set(schedule.broker_transport_options)
    assert {name for name in told if not name.startswith("_")} <= named
