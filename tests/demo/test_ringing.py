"""What the reminder engine is measured with: it falls due, is told by three ways alike, and leaves nothing behind."""

import pytest

from demo.bench.goals import killing
from demo.bench.ringing import crew, drains, due, limit, tasks
from worklist import planner
from worklist.models import Item, Notification, Outbox, Reminder

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def led(case, on_team):
    """An open case with somebody who is told."""
    return on_team("case_manager", is_lead=True)


def one_by_one() -> None:
    for key in Reminder.objects.values_list("pk", flat=True):
        tasks.tell(str(key))
        tasks.tell(str(key))


@pytest.mark.parametrize("way", [limit.drain, one_by_one, planner.plan_all])
def test_every_way_tells_everybody_once_and_writes_the_same(led, way):
    due.fall(30)
    assert (due.left(), due.lost_and_doubled()) == (30, (30, 0))
    way()
    assert (due.left(), due.lost_and_doubled()) == (0, (0, 0))
    assert set(Notification.objects.values_list("recipient", flat=True)) == {led.pk}
    assert Outbox.objects.exclude(template="flood").count() == 30
    assert set(Reminder.objects.values_list("status", "told", "rang_for")) == {("planned", 1, "person")}
    due.clear()
    assert not Item.objects.filter(distinct_because=due.MARK).exists()
    assert not Outbox.objects.exists()


def test_what_is_to_come_is_not_due(led):
    due.fall(5, seconds=3600)
    assert (due.left(), planner.plan_all()) == (0, 0)


def test_shares_are_read_from_what_was_seen():
    drain = drains.Drain(100, [(0.5, 100), (1.0, 60), (2.0, 1), (4.0, 0)])
    assert (drain.told(0.4), drain.told(0.5), drain.told(0.99), drain.a_minute) == (1.0, 2.0, 2.0, 1500)


@pytest.mark.chaos
@pytest.mark.slow
def test_a_worker_killed_in_the_middle_loses_and_doubles_nothing(led):
    """P12, small: exact."""
    lost, doubled, seconds = killing.lines(1000)
    assert (lost.ours, doubled.ours, lost.met, doubled.met) == (0, 0, True, True)
    assert seconds.ours is not None
    assert 0 < seconds.ours < crew.PATIENCE
