"""The clocks, as a nurse would check them with a paper calendar; edge rules E-1 to E-8 by name."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import (
    Clock,
    add_business_days,
    add_business_hours,
    add_days,
    at_least,
    business_days_between,
    business_hours_between,
    deadline,
    is_business_day,
    late_documented,
    may_call,
    months_before,
    more_than,
    next_call_time,
    next_opening,
    no_later_than,
    noon_after,
    remaining,
    safe_date,
)
from core.localtime import end_of_day, local, midnights_between, scheduled

NEW_YORK = ZoneInfo("America/New_York")
PHOENIX = ZoneInfo("America/Phoenix")
STOCKHOLM = ZoneInfo("Europe/Stockholm")
GOOD_FRIDAY = frozenset({date(2026, 4, 3)})

# Begins | how long | last moment in time | why. New York time; "23:59:59" is the end of the day.
PAPER_CALENDAR = """
Mon 2026-11-02 09:00:00 | 4 hours           | Mon 2026-11-02 13:00:00 | elapsed hours simply run
Fri 2026-11-06 23:00:00 | 24 hours          | Sat 2026-11-07 23:00:00 | and do not stop for a weekend
Wed 2026-12-23 20:00:00 | 72 hours          | Sat 2026-12-26 20:00:00 | nor for Christmas
Sat 2026-10-31 20:00:00 | 24 hours          | Sun 2026-11-01 19:00:00 | the clocks went back: an hour less on the wall
Sat 2026-03-07 20:00:00 | 24 hours          | Sun 2026-03-08 21:00:00 | the clocks went forward: an hour more
Mon 2026-11-02 09:00:00 | 0.5 hours         | Mon 2026-11-02 09:30:00 | half an hour
Mon 2026-11-02 00:05:00 | 2 days            | Wed 2026-11-04 23:59:59 | the day it began is not counted
Fri 2026-11-06 16:00:00 | 2 days            | Sun 2026-11-08 23:59:59 | calendar days end on a Sunday if they must
Sat 2026-10-31 20:00:00 | 1 days            | Sun 2026-11-01 23:59:59 | daylight saving does not move a date
Fri 2028-02-25 10:00:00 | 4 days            | Tue 2028-02-29 23:59:59 | 29 February is a day like any other
Mon 2026-11-02 23:59:00 | 0 days            | Mon 2026-11-02 23:59:59 | by the end of today
Mon 2026-11-02 00:05:00 | 2 business_days   | Wed 2026-11-04 23:59:59 | just after midnight, and still not counted
Fri 2026-11-06 16:00:00 | 2 business_days   | Tue 2026-11-10 23:59:59 | Saturday and Sunday are skipped
Tue 2026-11-10 16:00:00 | 2 business_days   | Fri 2026-11-13 23:59:59 | Veterans Day is skipped
Thu 2026-07-02 16:00:00 | 1 business_days   | Mon 2026-07-06 23:59:59 | Saturday 4 July is kept on Friday 3 July
Wed 2026-11-25 16:00:00 | 1 business_days   | Fri 2026-11-27 23:59:59 | the day after Thanksgiving is a working day
Thu 2027-12-30 16:00:00 | 1 business_days   | Mon 2028-01-03 23:59:59 | New Year 2028 is kept in 2027
Sat 2026-11-07 12:00:00 | 0 business_days   | Mon 2026-11-09 23:59:59 | zero days from a Saturday: the next working day
Mon 2026-11-02 09:00:00 | 4 business_hours  | Mon 2026-11-02 13:00:00 | within one day
Mon 2026-11-02 15:00:00 | 4 business_hours  | Tue 2026-11-03 10:00:00 | two hours today, two tomorrow from 08:00
Mon 2026-11-02 13:00:00 | 4 business_hours  | Mon 2026-11-02 17:00:00 | the last minute of today, not 08:00 tomorrow
Mon 2026-11-02 06:10:00 | 1 business_hours  | Mon 2026-11-02 09:00:00 | before opening counts from 08:00
Mon 2026-11-02 17:00:00 | 1 business_hours  | Tue 2026-11-03 09:00:00 | closing time is outside
Fri 2026-11-06 16:00:00 | 2 business_hours  | Mon 2026-11-09 09:00:00 | over the weekend
Wed 2026-11-25 16:00:00 | 10 business_hours | Fri 2026-11-27 17:00:00 | over Thanksgiving, a whole day after
Sat 2026-11-07 12:00:00 | 0 business_hours  | Mon 2026-11-09 08:00:00 | nothing to do, but not before opening
"""


def rows(text):
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def wall(text, zone=NEW_YORK):
    """ "Mon 2026-11-02 09:00:00" or "2026-11-02 09:00" at a place; checks that the weekday written is right."""
    *weekday, day, at = text.split()
    on = date.fromisoformat(day)
    assert not weekday or on.strftime("%a") == weekday[0], f"{day} is a {on:%a}"
    return scheduled(on, time.fromisoformat(at), zone)


def shown(instant, zone=NEW_YORK):
    return local(instant, zone).strftime("%a %Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(("begins", "how_long", "last_moment", "why"), rows(PAPER_CALENDAR))
def test_paper_calendar(begins, how_long, last_moment, why):
    amount, kind = how_long.split()
    due = deadline(Clock(kind, float(amount)), wall(begins), NEW_YORK)
    assert shown(due) == last_moment, why
    assert due.tzinfo is UTC


def test_e1_strictness():
    start = wall("2026-11-02 09:00")
    for hours, rule, just_before, exactly, just_after in [
        (24, more_than, False, False, True),
        (36, no_later_than, True, True, False),
        (4, at_least, False, True, True),
    ]:
        end, second = start + timedelta(hours=hours), timedelta(seconds=1)
        answers = [rule(hours, start, moment) for moment in (end - second, end, end + second)]
        assert answers == [just_before, exactly, just_after], rule.__name__
    noon = noon_after(start, NEW_YORK)
    assert noon == wall("2026-11-03 12:00")
    assert noon - timedelta(seconds=1) < noon


def test_e1_is_about_real_time_not_the_wall():
    # Twenty-four hours on the wall when the clocks go back are twenty-five in truth, and so are not "no later than 24".
    start, end = wall("2026-10-31 20:00"), wall("2026-11-01 20:00")
    assert more_than(24, start.astimezone(NEW_YORK), end.astimezone(NEW_YORK))
    assert not no_later_than(24, start.astimezone(NEW_YORK), end.astimezone(NEW_YORK))


def test_e2_midnight():
    admitted, left = wall("2026-11-02 23:59"), wall("2026-11-03 00:01")
    assert midnights_between(admitted, left, NEW_YORK) == 1
    assert midnights_between(admitted, admitted + timedelta(seconds=59), NEW_YORK) == 0
    assert midnights_between(admitted, admitted + timedelta(minutes=1), NEW_YORK) == 1


def test_a_day_ends_one_step_before_the_next_begins():
    end = end_of_day(date(2026, 11, 2), NEW_YORK)
    assert shown(end) == "Mon 2026-11-02 23:59:59"
    assert end + timedelta(microseconds=1) == wall("2026-11-03 00:00")


@pytest.mark.parametrize(
    ("zone", "begins", "day_later"),
    [
        (NEW_YORK, "2026-03-07 12:00", "Sun 2026-03-08 13:00:00"),
        (NEW_YORK, "2026-10-31 12:00", "Sun 2026-11-01 11:00:00"),
        (NEW_YORK, "2027-03-13 12:00", "Sun 2027-03-14 13:00:00"),
        (NEW_YORK, "2027-11-06 12:00", "Sun 2027-11-07 11:00:00"),
        (NEW_YORK, "2028-03-11 12:00", "Sun 2028-03-12 13:00:00"),
        (NEW_YORK, "2028-11-04 12:00", "Sun 2028-11-05 11:00:00"),
        (PHOENIX, "2026-03-07 12:00", "Sun 2026-03-08 12:00:00"),
        (PHOENIX, "2026-10-31 12:00", "Sun 2026-11-01 12:00:00"),
        (STOCKHOLM, "2026-03-28 12:00", "Sun 2026-03-29 13:00:00"),
        (STOCKHOLM, "2026-10-24 12:00", "Sun 2026-10-25 11:00:00"),
    ],
)
def test_e3_daylight_saving_moves_hours_but_not_dates(zone, begins, day_later):
    start = wall(begins, zone)
    assert shown(deadline(Clock("hours", 24), start, zone), zone) == day_later
    assert shown(deadline(Clock("days", 1), start, zone), zone) == f"{day_later[:14]} 23:59:59"


def test_e4_days_the_site_may_add_are_business_days_until_it_does():
    thanksgiving_friday, christmas_eve, good_friday = date(2026, 11, 27), date(2026, 12, 24), date(2026, 4, 3)
    assert all(is_business_day(day) for day in (thanksgiving_friday, christmas_eve, good_friday))
    assert not is_business_day(good_friday, GOOD_FRIDAY)
    assert add_business_days(date(2026, 4, 2), 1, GOOD_FRIDAY) == date(2026, 4, 6)
    assert next_opening(wall("2026-04-03 10:00"), NEW_YORK, GOOD_FRIDAY) == wall("2026-04-06 08:00")


def test_e5_new_year_on_a_saturday_closes_the_last_day_of_the_year_before():
    assert not is_business_day(date(2027, 12, 31))
    assert is_business_day(date(2028, 1, 3))


def test_e6_leap_day():
    assert add_days(date(2028, 2, 28), 1) == date(2028, 2, 29)
    assert add_days(date(2028, 2, 28), 2) == date(2028, 3, 1)
    assert months_before(date(2028, 2, 29), 12) == date(2027, 2, 28)
    assert months_before(date(2028, 2, 29), 48) == date(2024, 2, 29)
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)


def test_e7_facility_zone_for_deadlines_and_patient_zone_for_calls():
    ten_in_new_york = wall("2026-11-03 10:00", NEW_YORK)
    assert may_call(ten_in_new_york, NEW_YORK)
    assert may_call(ten_in_new_york, PHOENIX), "08:00 in Phoenix"
    assert not may_call(ten_in_new_york - timedelta(minutes=1), PHOENIX)
    assert not may_call(wall("2026-11-03 20:00"), NEW_YORK), "20:00 is too late"
    nine = wall("2026-11-03 09:00", NEW_YORK)
    assert shown(next_call_time(nine, PHOENIX), PHOENIX) == "Tue 2026-11-03 08:00:00"
    assert shown(next_call_time(wall("2026-11-03 21:00"), NEW_YORK)) == "Wed 2026-11-04 08:00:00"
    assert next_call_time(ten_in_new_york, NEW_YORK) == ten_in_new_york
    late_evening = wall("2026-11-03 23:30", NEW_YORK)
    assert shown(deadline(Clock("days", 1), late_evening, NEW_YORK)) == "Wed 2026-11-04 23:59:59"
    assert shown(deadline(Clock("days", 1), late_evening, STOCKHOLM), STOCKHOLM) == "Thu 2026-11-05 23:59:59"


def test_e8_late_documented_is_not_late():
    seen, due = wall("2026-11-02 09:00"), wall("2026-11-02 12:00")
    written = seen + timedelta(hours=24, seconds=1)
    assert late_documented(seen, written)
    assert not late_documented(seen, seen + timedelta(hours=24))
    assert not remaining("hours", due, seen, NEW_YORK).late


# Clock | due | asked at | late? | left | days
LEFT = """
hours          | 2026-11-02 13:00    | 2026-11-02 11:00 | no   | 2:00:00            | 0
hours          | 2026-11-02 13:00    | 2026-11-02 13:00 | no   | 0:00:00            | 0
hours          | 2026-11-02 13:00    | 2026-11-03 16:00 | late | -2 days, 21:00:00  | -1
days           | 2026-11-04 23:59:59 | 2026-11-02 12:00 | no   | 2 days, 11:59:59   | 2
business_days  | 2026-11-10 23:59:59 | 2026-11-06 12:00 | no   | 4 days, 11:59:59   | 2
business_days  | 2026-11-06 23:59:59 | 2026-11-10 12:00 | late | -4 days, 11:59:59  | -2
business_hours | 2026-11-09 09:00    | 2026-11-06 16:00 | no   | 2:00:00            | 1
business_hours | 2026-11-06 16:00    | 2026-11-09 09:00 | late | -1 day, 22:00:00   | -1
"""


@pytest.mark.parametrize(("kind", "due", "at", "late", "left", "days"), rows(LEFT))
def test_remaining(kind, due, at, late, left, days):
    answer = remaining(kind, wall(due), wall(at), NEW_YORK)
    assert (answer.late, str(answer.left), answer.days) == (late == "late", left, int(days))


def test_safe_date_is_the_working_day_before_a_closed_one():
    assert safe_date(date(2026, 7, 5)) == date(2026, 7, 2)
    assert safe_date(date(2026, 7, 6)) == date(2026, 7, 6)


def test_clocks_that_make_no_sense():
    for kind, amount in [
        ("hours", -1),
        ("days", 1.5),
        ("weeks", 1),
        ("hours", float("nan")),
        ("days", float("inf")),
    ]:
        with pytest.raises(ValueError, match=r"clock|forward"):
            Clock(kind, amount)
    with pytest.raises(ValueError, match="forward"):
        add_business_days(date(2026, 11, 2), -1)
    with pytest.raises(ValueError, match="offset"):
        deadline(Clock("hours", 1), datetime(2026, 11, 2, 9), NEW_YORK)


dates = st.dates(date(2020, 1, 1), date(2040, 12, 31))
counts = st.integers(0, 60)
site_days = st.frozensets(st.dates(date(2025, 1, 1), date(2026, 12, 31)), max_size=40)
near = st.dates(date(2025, 1, 1), date(2026, 12, 31))
instants = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
hours = st.integers(0, 400).map(lambda quarters: quarters / 4)


@given(near, counts, site_days)
def test_business_days_never_end_on_a_closed_day(start, count, closed):
    end = add_business_days(start, count, closed)
    assert end.weekday() < 5
    assert end not in closed
    assert is_business_day(end, closed)


@given(near, near, counts, counts, site_days)
def test_business_days_are_monotone(one, other, few, many, closed):
    (one, other), (few, many) = sorted((one, other)), sorted((few, many))
    assert add_business_days(one, few, closed) <= add_business_days(other, many, closed)


@given(near, st.integers(1, 60), site_days)
def test_counting_business_days_undoes_adding_them(start, count, closed):
    assert business_days_between(start, add_business_days(start, count, closed), closed) == count


@given(instants, hours, site_days, st.sampled_from([NEW_YORK, PHOENIX, STOCKHOLM]))
def test_counting_business_hours_undoes_adding_them(start, amount, closed, zone):
    end = add_business_hours(start, amount, zone, closed)
    assert business_hours_between(start, end, zone, closed) == timedelta(hours=amount)
    assert time(8) <= local(end, zone).time() <= time(17)


@given(
    dates,
    st.sampled_from([NEW_YORK, PHOENIX, STOCKHOLM, ZoneInfo("America/Havana"), ZoneInfo("Africa/Cairo")]),
)
def test_days_meet_without_gap_or_overlap(day, zone):
    end = end_of_day(day, zone)
    assert local(end, zone).date() == day
    assert local(end + timedelta(microseconds=1), zone).date() == day + timedelta(days=1)
