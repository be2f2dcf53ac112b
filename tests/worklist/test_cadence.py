"""Dates of repeated promises and rungs of ladders, over every change of the clocks."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from worklist.cadence import following, occurrence
from worklist.ladder import rungs

NEW_YORK = ZoneInfo("America/New_York")
FIRST = datetime(2026, 3, 5, 7, 30, tzinfo=UTC)  # Thursday 02:30 in New York


def test_a_time_in_the_spring_gap_moves_to_the_first_minute_there_is():
    assert occurrence(FIRST, 4, 1, NEW_YORK).astimezone(NEW_YORK).strftime("%d %H:%M") == "08 03:00"
    assert occurrence(FIRST, 5, 1, NEW_YORK).astimezone(NEW_YORK).strftime("%d %H:%M") == "09 02:30"


def test_of_the_autumn_hour_the_first_counts():
    first = datetime(2026, 10, 31, 5, 30, tzinfo=UTC)  # 01:30 in New York
    assert occurrence(first, 2, 1, NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Australia/Lord_Howe", "America/Phoenix", "Europe/London", "Asia/Kolkata"]
)
def test_once_a_local_day_for_ten_years(zone):
    place = ZoneInfo(zone)
    first = datetime(2026, 1, 1, 2, 30, tzinfo=place).astimezone(UTC)
    days = [occurrence(first, n, 1, place).astimezone(place).date() for n in range(1, 3653)]
    assert days == [date(2026, 1, 1) + timedelta(days=n) for n in range(3652)]


@pytest.mark.parametrize(
    ("n", "every", "until", "hours_later", "expected"),
    [
        (1, None, None, 1, None),
        (1, 7, None, 1, 2),
        (1, 7, None, 24 * 15, 4),
        (3, 7, None, 1, 4),
        (1, 7, date(2026, 3, 12), 1, 2),
        (1, 7, date(2026, 3, 11), 1, None),
    ],
)
def test_which_occurrence_follows(n, every, until, hours_later, expected):
    found = following(FIRST, n, every, until, FIRST + timedelta(hours=hours_later), NEW_YORK)
    assert (found[0] if found else None) == expected


def test_rungs_that_have_passed_are_not_climbed():
    found = rungs(FIRST, (60, -60, 0), FIRST - timedelta(minutes=30))
    assert [(rung.number, rung.at - FIRST, rung.late) for rung in found] == [
        (1, timedelta(0), False),
        (2, timedelta(hours=1), True),
    ]
