"""Gate G6: what can change data without an address is listed, explained, and scheduled only if it exists."""

import ast
import tomllib

from django.conf import settings
from django.core.management import load_command_class

from casemgmt.celery import app
from casemgmt.documents import ours
from casemgmt.documents.routes import commands, tasks
from tests.policy.source import ROOT, broken, calls, none, planted


def listed():
    return tomllib.loads((ROOT / "tests/policy/entrances.toml").read_text("utf-8"))


def test_g6_every_task_and_command_is_listed_and_every_line_is_there():
    # Loading the commands brings in the tasks that only they use.
    by_hand = set(commands())
    there = {f"task {name}" for name in tasks()} | by_hand
    assert set(listed()) == there


def test_every_command_says_what_it_does():
    none([name for name, row in commands().items() if len(row["help"]) < 20])


def test_every_scheduled_task_exists():
    scheduled = {line["task"] for line in app.conf.beat_schedule.values()}
    assert scheduled - set(tasks()) == set()


def test_a_schedule_that_names_no_task_is_seen():
    app.loader.import_default_modules()
    assert "worklist.tasks.not_there" not in app.tasks
    assert "audit.tasks.keep_partitions" in tasks()


def test_nothing_is_edited_through_the_admin():
    # Clinical rows are changed by verbs; reference data by commands and pages of its own.
    assert "django.contrib.admin" not in settings.INSTALLED_APPS


def signals(name, tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("dispatch"):
            yield node.lineno, "a receiver of signals acts out of sight"
    for node, called in calls(tree):
        if called.endswith((".connect", "receiver")) and "settle" not in ast.unparse(node):
            yield node.lineno, f"{called}: upward reactions are sweeps"


# Celery's and Django's own start signals, and the audit of sign-ins, which only signals tell.
LISTENING = {
    "casemgmt/celery.py": "worker and beat refuse an unsafe start",
    "accounts/apps.py": "migrate settles the grants; sign-ins reach the trail",
    "accounts/signs.py": "sign-ins reach the trail",
    "accounts/trail.py": "sign-ins reach the trail",
    "worklist/apps.py": "what a mail service reports arrives as a signal of django-anymail",
}


def test_no_signal_changes_data_out_of_sight():
    none(broken(signals, but=LISTENING))
    assert planted(signals, "post_save.connect(mail_somebody)")
    assert planted(signals, "from django.dispatch import receiver")


def test_tasks_are_one_line_each():
    long = []
    for module in ours.modules("tasks"):
        tree = ast.parse((ROOT / f"{module.__name__.replace('.', '/')}.py").read_text("utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                said = node.body[1:] if ast.get_docstring(node) else node.body
                if len(said) > 2:
                    long.append(
                        f"{module.__name__}.{node.name}: {len(said)} statements; put them into a sweep"
                    )
    none(long)


def test_the_processes_that_run_for_days_refuse_an_unsafe_start():
    source = (ROOT / "worklist/management/commands/run_relay.py").read_text("utf-8")
    assert "refuse_unsafe_start" in source, "run_relay must call core.startup.refuse_unsafe_start() first."
    assert load_command_class("worklist", "run_relay").help
