"""Dates of repeated promises by each clock, over every change of the clocks on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import calendar
from core.cadence import Cadence, following, occurrence
from core.localtime import scheduled

NEW_YORK = ZoneInfo("America/New_York")
FIRST = datetime(2026, 3, 5, 7, 30, tzinfo=UTC)  # Thursday 02:30 in New York
DAILY, WEEKLY, MONTHLY = Cadence(days=1), Cadence(days=7), Cadence(months=1)
WORKING = Cadence(days=1, clock="business")
ZONES = (
    "America/New_York", "America/Los_Angeles", "America/Phoenix", "America/St_Johns", "America/Santiago",
    "America/Havana", "Europe/London", "Europe/Lisbon", "Africa/Casablanca", "Asia/Kolkata", "Asia/Beirut",
    "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Apia",
)  # fmt: skip
HOUR = timedelta(hours=1)


@cache
def transitions(zone):
    """Every instant from 2026 to 2036 at which the offset of a zone changes, to the hour."""
    place, found = ZoneInfo(zone), []
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while at.year <= 2036:
        if at.astimezone(place).utcoffset() != (at + HOUR).astimezone(place).utcoffset():
            found.append(at + HOUR)
        at += HOUR
    return found


def due_dates(first, cadence, zone, many):
    """The first occurrences as `following` finds them, one after the other."""
    found, at = [(1, first)], first
    while len(found) < many:
        found.append(following(first, found[-1][0], cadence, at, zone))
        at = found[-1][1]
    return found


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "cadence", [DAILY, WEEKLY, MONTHLY, WORKING], ids=["daily", "weekly", "monthly", "business"]
)
def test_across_every_change_of_the_clocks_it_comes_once_a_local_occurrence(zone, cadence):
    place = ZoneInfo(zone)
    for change in transitions(zone):
        for minutes in (-90, -30, 0, 30, 90):
            wall = (change + timedelta(minutes=minutes)).astimezone(place)
            first = scheduled(wall.date() - timedelta(days=31), wall.time().replace(fold=0), place)
            start = first.astimezone(place)
            many = {DAILY: 40, WEEKLY: 8, MONTHLY: 4, WORKING: 30}[cadence]
            found = due_dates(first, cadence, place, many)
            assert [n for n, _at in found] == list(range(1, many + 1)), "none twice, none left out"
            assert all(one < other for (_n, one), (_m, other) in pairwise(found))
            for n, at in found[1:]:
                on = cadence.on(start.date(), n)
                assert at == scheduled(on, start.time().replace(fold=0), place), (zone, change, n)
                assert at.astimezone(place).date() == on


def test_the_zones_of_this_test_do_change():
    assert sum(len(transitions(zone)) for zone in ZONES) > 180
    assert transitions("America/New_York")[0] == datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert not transitions("Asia/Kolkata")


@settings(max_examples=150, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    on=st.dates(date(2026, 1, 1), date(2036, 12, 31)),
    at=st.times(),
    cadence=st.sampled_from(
        [DAILY, WEEKLY, MONTHLY, WORKING, Cadence(days=3), Cadence(days=2, clock="elapsed")]
    ),
    later=st.timedeltas(timedelta(), timedelta(days=400)),
)
def test_what_follows_is_the_first_date_still_to_come(zone, on, at, cadence, later):
    place = ZoneInfo(zone)
    first = scheduled(on, at.replace(microsecond=0), place)
    number, instant = following(first, 1, cadence, first + later, place)
    assert instant > first + later
    assert instant == occurrence(first, number, cadence, place)
    assert number == 2 or occurrence(first, number - 1, cadence, place) <= first + later


def test_elapsed_days_are_24_hours_whatever_the_wall_shows():
    third = occurrence(FIRST, 4, Cadence(days=1, clock="elapsed"), NEW_YORK)
    assert third - FIRST == timedelta(hours=72)
    assert third.astimezone(NEW_YORK).strftime("%d %H:%M") == "08 03:30"


@pytest.mark.fault("F15")
def test_a_time_in_the_spring_gap_moves_to_the_first_minute_there_is():
    assert occurrence(FIRST, 4, DAILY, NEW_YORK).astimezone(NEW_YORK).strftime("%d %H:%M") == "08 03:00"
    assert occurrence(FIRST, 5, DAILY, NEW_YORK).astimezone(NEW_YORK).strftime("%d %H:%M") == "09 02:30"


@pytest.mark.fault("F15")
def test_of_the_autumn_hour_the_first_counts():
    first = datetime(2026, 10, 31, 5, 30, tzinfo=UTC)  # 01:30 in New York
    assert occurrence(first, 2, DAILY, NEW_YORK) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_the_31st_of_a_shorter_month_is_its_last_day_and_comes_back():
    first = datetime(2028, 1, 31, 15, tzinfo=UTC)
    days = [occurrence(first, n, MONTHLY, NEW_YORK).astimezone(NEW_YORK).date() for n in (1, 2, 3, 4)]
    assert days == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31), date(2028, 4, 30)]


def test_working_days_skip_weekends_holidays_observed_the_year_before_and_the_sites_own():
    first = scheduled(date(2027, 12, 29), time(16), NEW_YORK)  # 31 December 2027: New Year's Day observed
    closed = frozenset({date(2028, 1, 3)})
    days = [occurrence(first, n, WORKING, NEW_YORK, closed).astimezone(NEW_YORK).date() for n in (1, 2, 3)]
    assert days == [date(2027, 12, 29), date(2027, 12, 30), date(2028, 1, 4)]


def test_once_a_local_day_for_ten_years():
    place = ZoneInfo("Australia/Lord_Howe")
    first = datetime(2026, 1, 1, 2, 30, tzinfo=place).astimezone(UTC)
    days = [occurrence(first, n, DAILY, place).astimezone(place).date() for n in range(1, 3653)]
    assert days == [calendar.add_days(date(2026, 1, 1), n) for n in range(3652)]


@pytest.mark.parametrize(
    ("n", "cadence", "ends", "hours_later", "expected"),
    [
        (1, Cadence(), {}, 1, None),
        (1, WEEKLY, {}, 1, 2),
        (1, WEEKLY, {}, 24 * 15, 4),
        (3, WEEKLY, {}, 1, 4),
        (1, WEEKLY, {"until": date(2026, 3, 12)}, 1, 2),
        (1, WEEKLY, {"until": date(2026, 3, 11)}, 1, None),
        (1, WEEKLY, {"at_most": 2}, 1, 2),
        (2, WEEKLY, {"at_most": 2}, 1, None),
        (1, WEEKLY, {"at_most": 3}, 24 * 15, None),
    ],
)
def test_which_occurrence_follows(n, cadence, ends, hours_later, expected):
    found = following(FIRST, n, cadence, FIRST + timedelta(hours=hours_later), NEW_YORK, **ends)
    assert (found[0] if found else None) == expected


@pytest.mark.parametrize(
    "facts",
    [
        {"days": 0},
        {"days": -1},
        {"months": 0},
        {"days": 1, "months": 1},
        {"months": 1, "clock": "business"},
        {"clock": "lunar"},
    ],
)
def test_an_impossible_cadence_is_none(facts):
    with pytest.raises(ValueError, match=r"Repeat|Months|no clock"):
        Cadence(**facts)
