"""What may be typed as a time of day, and the answer when it does not exist or comes twice (E-2, E-3)."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from core.localtime import (
    LocalTimeError,
    RepeatedTime,
    SkippedTime,
    entered,
    entered_text,
    local,
    scheduled,
    start_of_day,
    utc,
)

NEW_YORK = ZoneInfo("America/New_York")
PHOENIX = ZoneInfo("America/Phoenix")
STOCKHOLM = ZoneInfo("Europe/Stockholm")
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)


@pytest.mark.parametrize(
    ("zone", "on"),
    [
        (NEW_YORK, SPRING),
        (NEW_YORK, date(2027, 3, 14)),
        (NEW_YORK, date(2028, 3, 12)),
        (STOCKHOLM, date(2026, 3, 29)),
    ],
)
def test_e3_spring_gap_is_refused_with_what_to_enter(zone, on):
    for minute in (0, 30, 59):
        with pytest.raises(SkippedTime) as refused:
            entered(on, time(2, minute), zone)
        assert "Enter a time before 02:00, or 03:00 or later." in str(refused.value)
    assert local(entered(on, time(1, 59), zone), zone).hour == 1
    assert local(entered(on, time(3), zone), zone).hour == 3
    assert entered(on, time(3), zone) == scheduled(on, time(2, 30), zone), "a rule waits for the first minute"


@pytest.mark.parametrize(
    ("zone", "on", "at"),
    [
        (NEW_YORK, AUTUMN, time(1, 30)),
        (NEW_YORK, date(2027, 11, 7), time(1)),
        (NEW_YORK, date(2028, 11, 5), time(1, 59)),
        (STOCKHOLM, date(2026, 10, 25), time(2, 30)),
    ],
)
def test_e3_autumn_hour_needs_first_or_second(zone, on, at):
    with pytest.raises(RepeatedTime, match="comes twice") as refused:
        entered(on, at, zone)
    first, second = entered(on, at, zone, "first"), entered(on, at, zone, "second")
    assert (refused.value.first, refused.value.second) == (first, second)
    assert (second - first).seconds == 3600
    assert local(first, zone).time() == local(second, zone).time() == at
    assert scheduled(on, at, zone) == first, "a rule takes the first"


def test_e3_arizona_has_neither():
    assert entered(SPRING, time(2, 30), PHOENIX) == datetime(2026, 3, 8, 9, 30, tzinfo=UTC)
    assert entered(AUTUMN, time(1, 30), PHOENIX) == datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


def test_which_one_is_ignored_on_ordinary_days():
    noon = datetime(2026, 7, 1, 16, tzinfo=UTC)
    assert (
        entered(date(2026, 7, 1), time(12), NEW_YORK, "second")
        == noon
        == entered(date(2026, 7, 1), time(12), NEW_YORK)
    )


def test_e2_twenty_four_hundred_is_midnight_of_the_next_date():
    assert entered_text(date(2026, 12, 31), "24:00", NEW_YORK) == entered(date(2027, 1, 1), time(0), NEW_YORK)
    assert entered_text(AUTUMN, " 14:30 ", NEW_YORK) == entered(AUTUMN, time(14, 30), NEW_YORK)


@pytest.mark.parametrize("text", ["", "25:00", "24:01", "half past two", "14.30"])
def test_what_is_no_time_of_day(text):
    with pytest.raises(LocalTimeError, match="such as 14:30"):
        entered_text(AUTUMN, text, NEW_YORK)


def test_a_day_that_begins_at_one_in_the_morning():
    # Cairo changes at midnight: the first instant of 24 April 2026 shows 01:00.
    begins = start_of_day(date(2026, 4, 24), ZoneInfo("Africa/Cairo"))
    assert local(begins, ZoneInfo("Africa/Cairo")).strftime("%d %H:%M") == "24 01:00"


def test_an_instant_needs_an_offset():
    with pytest.raises(ValueError, match="offset"):
        utc(datetime(2026, 1, 1))
