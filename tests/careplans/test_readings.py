"""Readings from home: personal limits, work at once outside them, and what did not come counts for engagement."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from audit.models import Event
from careplans.actions.readings import end_limits, record_reading, set_limits
from careplans.models import Reading, Threshold
from careplans.queries import readings
from core.refusals import Denied, Refused
from outreach import points
from policy.engagement import Counts
from tests.conftest import THEN
from worklist.models import Item

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def nurse(on_team):
    return on_team(Role.NURSE)


@pytest.fixture
def limits(case, nurse):
    return set_limits(
        case, by=nurse, kind="weight", low=Decimal(60), high=Decimal("72.5"), role="nurse", every_days=1, set_by_whom="Dr Rao"
    )  # fmt: skip


def read(case, by, value, **more):
    return record_reading(case, by=by, kind=more.pop("kind", "weight"), value=Decimal(value), **more)


@pytest.mark.parametrize(
    ("value", "outside"), [("59.99", True), ("60", False), ("66", False), ("72.5", False), ("72.51", True)]
)
def test_the_limits_themselves_are_inside(case, nurse, limits, value, outside):
    assert read(case, nurse, value).out_of_range is outside


def test_outside_is_work_for_the_role_named_at_once(case, nurse, limits):
    row = read(case, nurse, "75")
    item = row.item
    assert (item.kind, item.owner, item.priority, item.due_at) == (
        "reading",
        nurse,
        2,
        THEN + timedelta(hours=4),
    )
    assert "75" not in item.what + item.why
    assert Event.objects.filter(verb="careplans.record_reading", actor=nurse.username).exists()


def test_once_a_day_and_kind_even_when_it_is_done(case, nurse, limits):
    from worklist import actions as work

    first = read(case, nurse, "75").item
    work.complete(first, by=nurse)
    assert read(case, nurse, "76").item == first
    set_limits(case, by=nurse, kind="pulse", high=Decimal(110), role="nurse", set_by_whom="Dr Rao")
    assert read(case, nurse, "130", kind="pulse").item != first
    assert Item.objects.filter(kind="reading").count() == 2


def test_the_next_day_is_new_work(case, nurse, limits, at):
    first = read(case, nurse, "75").item
    at(THEN + DAY)
    assert read(case, nurse, "75").item != first


def test_the_day_is_that_of_the_facility(case, nurse, limits, at):
    at(THEN + timedelta(hours=13, minutes=30))  # 23:30 in New York
    first = read(case, nurse, "75").item
    at(THEN + timedelta(hours=14, minutes=30))  # half an hour into the next day
    assert read(case, nurse, "75").item != first


def test_without_limits_nothing_is_judged(case, nurse):
    assert read(case, nurse, "200").out_of_range is False


def test_new_limits_end_the_earlier_ones_the_day_before(case, nurse, limits, at):
    at(THEN + 3 * DAY)
    newer = set_limits(case, by=nurse, kind="weight", high=Decimal(70), role="nurse", set_by_whom="Dr Rao")
    limits.refresh_from_db()
    assert (limits.until_on, newer.from_on) == (date(2026, 11, 5), date(2026, 11, 6))
    assert read(case, nurse, "71", taken_at=THEN + 2 * DAY).out_of_range is False
    assert read(case, nurse, "71").out_of_range is True


def test_two_limits_of_a_kind_never_overlap(case, nurse, limits):
    with pytest.raises(ValidationError, match="Change or end them first"):
        set_limits(case, by=nurse, kind="weight", high=Decimal(70), role="nurse", set_by_whom="Dr Rao")


@pytest.mark.parametrize(
    ("figures", "said"),
    [({}, "lower or an upper limit"), ({"low": Decimal(80), "high": Decimal(70)}, "below the upper")],
)
def test_limits_that_cannot_be(case, nurse, figures, said):
    with pytest.raises(ValidationError, match=said):
        set_limits(case, by=nurse, kind="weight", role="nurse", set_by_whom="Dr Rao", **figures)


def test_limits_end(case, nurse, limits, at):
    at(THEN + DAY)
    ended = end_limits(limits, by=nurse)
    assert ended.until_on == date(2026, 11, 4)
    at(THEN + 2 * DAY)
    assert read(case, nurse, "99").out_of_range is False
    with pytest.raises(Refused, match="have ended"):
        end_limits(ended, by=nurse)


def test_limits_do_not_end_before_they_begin(case, nurse, limits):
    with pytest.raises(Refused, match="begin later"):
        end_limits(limits, by=nurse, until_on=date(2026, 11, 2))


def test_a_slip_of_the_pen_is_said_beside_its_field(case, nurse):
    with pytest.raises(ValidationError) as wrong:
        read(case, nurse, "720")
    assert "from 1 to 500" in str(wrong.value.message_dict["value"])
    with pytest.raises(ValidationError) as wrong:
        read(case, nurse, "5", kind="mood")
    assert "kind" in wrong.value.message_dict


def test_what_is_still_to_come_is_refused(case, nurse):
    with pytest.raises(Refused, match="still to come"):
        read(case, nurse, "70", taken_at=THEN + DAY)


def test_an_imported_one_is_taken_in_once(case, nurse, limits):
    one = read(case, nurse, "75", source="device", source_key="scale:1")
    assert read(case, nurse, "75", source="device", source_key="scale:1") == one
    assert (Reading.objects.count(), Item.objects.filter(kind="reading").count()) == (1, 1)


def test_who_may_not(case, on_team, supervisor, outsider, limits):
    for who in (on_team(Role.CONSULTANT), supervisor, outsider):
        with pytest.raises(Denied):
            read(case, who, "70")
        with pytest.raises(Denied):
            set_limits(case, by=who, kind="pulse", high=Decimal(1), role="nurse", set_by_whom="Me")
        with pytest.raises(Denied):
            end_limits(limits, by=who)


class TestMissed:
    @pytest.mark.parametrize(
        ("every", "days", "came", "of"),
        [(1, [], 0, 5), (1, [0, 1, 2, 3, 4], 5, 5), (1, [0, 0, 2], 2, 5), (2, [1, 2], 2, 2), (7, [0], 0, 0), (None, [0], 0, 0)],
    )  # fmt: skip
    def test_each_stretch_wants_one(self, every, days, came, of):
        first = date(2026, 11, 3)
        limits = Threshold(from_on=first, every_days=every)
        taken = [first + n * DAY for n in days]
        assert readings.counted(limits, taken, first, first + 5 * DAY) == (came, of)

    def test_today_is_not_missed_yet(self):
        first = date(2026, 11, 3)
        assert readings.counted(Threshold(from_on=first, every_days=1), [], first, first) == (0, 0)

    def test_it_counts_for_engagement_beside_follow_ups(self, case, nurse, limits, at):
        read(case, nurse, "70")
        at(THEN + 4 * DAY)
        counts = points.counted([case], THEN + 4 * DAY, 60)[case.pk]
        assert counts == Counts(answered=(1, 4), since=None)

    def test_the_number_of_statements_does_not_grow(self, case, nurse, limits, at, django_assert_num_queries):
        for kind in ("pulse", "pain", "glucose"):
            set_limits(
                case, by=nurse, kind=kind, high=Decimal(9), role="nurse", set_by_whom="Dr Rao", every_days=1
            )
        at(THEN + 4 * DAY)
        with django_assert_num_queries(2):
            assert readings.given([case], THEN, THEN + 4 * DAY)[case.pk] == (0, 16)
