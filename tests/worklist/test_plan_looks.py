"""Looking at the plan because of a follow-up: it rings like any work, it is one however often it is asked, and it counts."""

from datetime import timedelta

import pytest

from tests.conftest import THEN
from worklist import actions, sweeps
from worklist.models import Item, Notification, Reminder

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FINE = {"response": "better", "decision": "go_on", "explained": "yes", "understood": "yes", "agreed": "yes"}
WORSE, CHANGE = {"response": "worse"}, {"decision": "change", "decision_note": "Halve the dose"}


@pytest.fixture
def item(promise):
    return Item.objects.get(series=promise())


@pytest.fixture
def record(item, nurse):
    def make(**facts):
        return actions.record_outcome(item, by=nurse, **FINE | facts)

    return make


def amend(outcome, by, **facts):
    return actions.amend_outcome(outcome, by=by, **FINE | facts)


def looks():
    return Item.objects.filter(kind="plan")


def rungs(look):
    """Whom each rung tells, and how long after the look was due."""
    waiting = Reminder.objects.filter(item=look, status="waiting").order_by("due_at")
    return [(rung.to, rung.due_at - look.due_at) for rung in waiting]


NORMAL = [("person", 0 * DAY), ("deputy", DAY), ("supervisor", 2 * DAY)]
HIGH = [("person", 0 * DAY), ("deputy", DAY / 12), ("supervisor", DAY / 6)]


@pytest.mark.parametrize(("facts", "expected"), [(CHANGE, NORMAL), (WORSE, HIGH)])
def test_its_silence_climbs_by_its_priority(record, facts, expected):
    record(**facts)
    assert rungs(looks().get()) == expected


def test_what_was_missed_rings_as_well(case, lead, promise, at):
    series = promise()
    type(series).objects.filter(pk=series.pk).update(grace_hours=1)
    at(THEN + 2 * DAY)
    assert sweeps.mark_missed() == 1
    assert rungs(looks().get()) == NORMAL


def test_amended_as_worse_again_and_again_it_is_one_and_the_owner_is_told_once_more(record, nurse, lead):
    made = record(**CHANGE)
    look = looks().get()
    assert look.priority == Item.Priority.NORMAL
    for _again in range(2):
        made = amend(made, nurse, **WORSE)
    look.refresh_from_db()
    assert (looks().get(), look.priority, look.distinct_because) == (look, Item.Priority.HIGH, "")
    assert rungs(look) == HIGH
    notices = Notification.objects.filter(recipient=lead, item=look, kind="assigned").order_by("n")
    assert [notice.read_at is None for notice in notices] == [False, True], (
        "only what stands is still to be read"
    )


def test_it_does_not_become_less_urgent(record, nurse):
    amend(record(**WORSE), nurse, **CHANGE)
    assert looks().get().priority == Item.Priority.HIGH


def test_once_somebody_has_looked_it_is_asked_anew(record, nurse, lead):
    made = record(**WORSE)
    actions.complete(looks().get(), by=lead)
    amend(made, nurse, **WORSE)
    assert sorted(looks().values_list("status", flat=True)) == ["done", "open"]


def test_an_amendment_that_asks_for_it_is_what_is_due_next(record, nurse, case, item):
    made = record()
    case.refresh_from_db()
    assert case.next_due_at is None
    amend(made, nurse, **WORSE)
    case.refresh_from_db()
    assert case.next_due_at == looks().get().due_at == THEN + DAY
