"""start_follow_up and stop_follow_up: a promise, its occurrences, its ladder of reminders."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.refusals import Denied, Refused
from tests.conftest import THEN
from worklist import actions, planner
from worklist.models import FollowUp, Item, Notification, Reminder

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def waiting(item):
    return list(
        Reminder.objects.filter(item=item, to="person", status="waiting")
        .order_by("rung")
        .values_list("due_at", flat=True)
    )


def test_the_first_occurrence_is_the_owners_item_with_its_reminders(promise, lead, case):
    series = promise()
    item = Item.objects.get(series=series)
    assert (item.n, item.owner, item.kind, item.due_at, item.status) == (
        1,
        lead,
        "follow_up",
        THEN + DAY,
        "scheduled",
    )
    assert waiting(item) == [THEN + DAY, THEN + DAY + timedelta(hours=1)]
    case.refresh_from_db()
    assert case.next_due_at == THEN + DAY


def test_a_reminder_keeps_the_time_on_the_wall(promise):
    reminder = Reminder.objects.filter(item__series=promise()).first()
    assert (str(reminder.wall_on), str(reminder.wall_at), reminder.zone) == (
        "2026-11-04",
        "10:00:00",
        "America/New_York",
    )


def test_completing_takes_back_what_waits_and_reads_what_was_told(promise, lead, at):
    item = Item.objects.get(series=promise())
    at(THEN + DAY)
    planner.plan_all()
    assert Notification.objects.filter(item=item, read_at=None).count() == 1
    actions.complete(item, by=lead)
    assert waiting(item) == []
    assert not Notification.objects.filter(item=item, read_at=None).exists()
    at(THEN + 2 * DAY)
    assert planner.plan_all() == 0


def test_a_single_promise_ends_with_its_item(promise, lead):
    series = promise()
    actions.complete(Item.objects.get(series=series), by=lead)
    series.refresh_from_db()
    assert (series.status, Item.objects.filter(series=series).count()) == ("ended", 1)


@pytest.mark.parametrize(("verb", "facts"), [("complete", {}), ("cancel", {"reason": "Not today"})])
def test_a_repeated_promise_goes_on(promise, lead, verb, facts):
    series = promise(every_days=7)
    getattr(actions, verb)(Item.objects.get(series=series), by=lead, **facts)
    following = Item.objects.get(series=series, n=2)
    assert following.due_at == THEN + 8 * DAY
    assert len(waiting(following)) == 2


def test_occurrences_that_were_missed_are_not_made_up_for(promise, lead, at):
    series = promise(every_days=1)
    at(THEN + timedelta(days=4, hours=1))
    actions.complete(Item.objects.get(series=series), by=lead)
    following = Item.objects.exclude(n=1).get(series=series)
    assert (following.n, following.due_at) == (5, THEN + 5 * DAY)


def test_the_last_day_is_included(promise, lead):
    series = promise(every_days=1, until_on=date(2026, 11, 5))
    for n in (1, 2):
        actions.complete(Item.objects.get(series=series, n=n), by=lead)
    series.refresh_from_db()
    assert series.status == "ended"


def test_over_the_change_of_the_clocks_the_wall_time_stays(promise, lead):
    series = promise(
        first_due_at=datetime(2027, 3, 12, 14, tzinfo=UTC), every_days=3
    )  # Friday 09:00 in New York
    actions.complete(Item.objects.get(series=series), by=lead)
    assert Item.objects.get(series=series, n=2).due_at == datetime(2027, 3, 15, 13, tzinfo=UTC)


def test_snooze_moves_the_ladder_and_both_times_are_told_once(promise, lead, at):
    item = Item.objects.get(series=promise())
    at(THEN + DAY)
    planner.plan_all()
    item = actions.snooze(item, by=lead, due_at=THEN + 2 * DAY)
    assert waiting(item) == [THEN + 2 * DAY, THEN + 2 * DAY + timedelta(hours=1)]
    at(THEN + 3 * DAY)
    planner.plan_all()
    assert Notification.objects.filter(item=item, recipient=item.owner).count() == 3


def test_who_takes_over_gets_the_reminders(promise, lead, nurse):
    item = Item.objects.get(series=promise())
    actions.reassign(item, by=lead, to=nurse, reason="On holiday")
    assert set(
        Reminder.objects.filter(item=item, to="person", status="waiting").values_list("recipient", flat=True)
    ) == {nurse.pk}


def test_stopping_cancels_what_is_open_for_the_same_reason(promise, lead, case):
    series = actions.stop_follow_up(promise(every_days=7), by=lead, reason="Went home")
    item = Item.objects.get(series=series)
    assert (series.status, series.stopped_at) == ("stopped", THEN)
    assert (item.status, item.cancel_reason, waiting(item)) == ("cancelled", "Went home", [])
    case.refresh_from_db()
    assert case.next_due_at is None


def test_stop_needs_a_reason_and_happens_once(promise, lead):
    series = promise()
    with pytest.raises(Refused, match="why it stops"):
        actions.stop_follow_up(series, by=lead, reason="")
    actions.stop_follow_up(series, by=lead, reason="Went home")
    with pytest.raises(Refused, match="only when it is running"):
        actions.stop_follow_up(series, by=lead, reason="Again")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"first_due_at": THEN}, "time to come"),
        ({"every_days": 2, "until_on": date(2026, 11, 1)}, "before the first"),
    ],
)
def test_an_impossible_promise_is_refused(promise, facts, said):
    with pytest.raises(Refused, match=said):
        promise(**facts)
    assert not FollowUp.objects.exists()


def test_an_outsider_may_not_promise(case, lead, outsider):
    with pytest.raises(Denied):
        actions.start_follow_up(
            case, by=outsider, activity="follow_up", what="Call", owner=lead, first_due_at=THEN + DAY
        )


def test_the_ladder_of_the_pack_in_force_governs(promise, monkeypatch):
    monkeypatch.setattr("worklist.queries.rules.ladder", lambda facility, at: [-60, 0, 240])
    item = Item.objects.get(series=promise())
    assert waiting(item) == [THEN + DAY + timedelta(minutes=each) for each in (-60, 0, 240)]
