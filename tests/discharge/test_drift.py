"""The step line of the expected date."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from discharge.drift import BOTTOM, LEFT, RIGHT, TOP, drift


@dataclass
class Change:
    changed_at: datetime
    new: date | None


def moved(*pairs):
    return [Change(datetime(2026, 11, on, 15, tzinfo=UTC), new and date(2026, 11, new)) for on, new in pairs]


def test_one_date_is_no_drift():
    assert drift(moved((3, 9)), date(2026, 11, 4), UTC) is None
    assert drift(moved((3, 9), (4, None)), date(2026, 11, 4), UTC) is None


def test_a_step_for_each_change_a_later_date_higher():
    found = drift(moved((1, 5), (3, 7), (5, 6)), date(2026, 11, 9), UTC)
    middle = (LEFT + RIGHT) // 2
    quarter = LEFT + (RIGHT - LEFT) // 4
    level = BOTTOM - (BOTTOM - TOP) // 2
    assert found.dots == ((LEFT, BOTTOM), (quarter, TOP), (middle, level))
    corners = [tuple(map(int, each.split(","))) for each in found.line.split()]
    assert corners == [
        (LEFT, BOTTOM), (quarter, BOTTOM), (quarter, TOP), (middle, TOP), (middle, level), (RIGHT, level),
    ]  # fmt: skip
    assert (found.first.day, found.last.day, found.days) == (5, 6, 1)
    assert [day.day for _y, day in found.grid] == [5, 6, 7]


def test_the_same_day_twice_and_far_dates_stay_in_the_drawing():
    found = drift(moved((3, 9), (3, 30)), date(2026, 11, 3), UTC)
    assert [x for x, _y in found.dots] == [LEFT, LEFT]
    assert len(found.grid) <= 5
    assert all(TOP <= y <= BOTTOM for y, _day in found.grid)
