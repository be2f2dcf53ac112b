"""A row or a sweep that breaks is not the end of the rows and sweeps behind it, minute after minute."""

from importlib import import_module

import pytest
from django.core.exceptions import ValidationError

from core.refusals import Denied
from tests.conftest import THEN
from tests.worklist.conftest import DAY, HOUR
from worklist import actions, sweeps
from worklist.models import Item

pytestmark = pytest.mark.django_db
FIRST_AND_LAST = [
    ("worklist", "stop_ended", "tell_of_transfers"),
    ("intake", "first_contacts", "leftovers"),
    ("outreach", "raise_alarms", "call_after_missed"),
    ("oversight", "press_late_reviews", "press_accountings"),
    ("supervision", "trim_covers", "close_absences"),
    ("teams", "sweep_access", "let_speak"),
]


@pytest.mark.parametrize(
    "error", [ValidationError("What a patient is called"), Denied("work", "open_due", None)]
)
def test_the_rows_behind_one_that_breaks_are_reached(open_work, at, monkeypatch, caplog, error):
    first, second = (open_work(what=what, due_at=THEN + DAY, subject=what) for what in ("One", "Two"))
    Item.objects.update(status="scheduled", opens_at=THEN + HOUR)
    real = actions.open_due

    def open_due(item, *, by):
        if item.pk == min(first.pk, second.pk):
            raise error
        return real(item, by=by)

    monkeypatch.setattr(actions, "open_due", open_due)
    at(THEN + 2 * HOUR)
    assert sweeps.open_scheduled() == 1
    assert set(Item.objects.values_list("status", flat=True)) == {"scheduled", "open"}
    assert [said.error for said in caplog.records if said.levelname == "ERROR"] == [type(error).__name__]
    assert "called" not in caplog.text


@pytest.mark.parametrize(("app", "first", "last"), FIRST_AND_LAST)
def test_the_sweeps_behind_one_that_breaks_run(monkeypatch, app, first, last):
    tasks, mine, ran = import_module(f"{app}.tasks"), import_module(f"{app}.sweeps"), []

    def broken() -> None:
        raise ValidationError("What a patient is called")

    def runs() -> None:
        ran.append(last)

    if app == "worklist":
        monkeypatch.setattr(tasks, "EVERY_MINUTE", (broken, runs))
    if app == "intake":
        monkeypatch.setattr(mine, "EVERY_MINUTE", (broken, runs))
    monkeypatch.setattr(mine, first, broken)
    monkeypatch.setattr(mine, last, runs)
    getattr(tasks, "sweep_access" if app == "teams" else "keep")()
    assert ran == [last]
