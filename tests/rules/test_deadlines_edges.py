"""The edge rules E-1 to E-10 of the business calendar as sentences, and every holiday from 2026 to 2028.

One row is one sentence. Wall times are New York's unless a row says otherwise; every function of the calendar has rows.
E-9 and E-10 are about kept rows: tests/discharge/test_notices_follow_facts.py and tests/rules/test_deadlines_of_notices.py.
"""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.http import QueryDict

from core import calendar
from core.ages import age_on
from core.holidays import federal_holidays
from core.localtime import end_of_day, entered_text, local_date, midnights_between
from core.moments import MomentField
from tests.tables_of_time import NEW_YORK, rows, shown, wall

ELAPSED = {
    "more than": calendar.more_than,
    "no later than": calendar.no_later_than,
    "at least": calendar.at_least,
}

# The rule | from | until | holds | why
STRICT = """
more than 24     | Tue 2026-11-03 09:00:00 | Wed 2026-11-04 09:00:00 | no  | E-1: exactly 24:00:00 is not more than 24 hours
more than 24     | Tue 2026-11-03 09:00:00 | Wed 2026-11-04 09:00:01 | yes | E-1: one second more is
no later than 36 | Tue 2026-11-03 09:00:00 | Wed 2026-11-04 21:00:00 | yes | E-1: exactly 36:00:00 is in time
no later than 36 | Tue 2026-11-03 09:00:00 | Wed 2026-11-04 21:00:01 | no  | E-1: one second more is late
at least 4       | Tue 2026-11-03 09:00:00 | Tue 2026-11-03 13:00:00 | yes | E-1: exactly 4:00:00 is enough
at least 4       | Tue 2026-11-03 09:00:00 | Tue 2026-11-03 12:59:59 | no  | E-1: one second less is not
more than 24     | Sat 2026-10-31 12:00:00 | Sun 2026-11-01 12:00:00 | yes | E-3: noon to noon is 25 hours when the clocks go back
more than 24     | Sat 2026-03-07 12:00:00 | Sun 2026-03-08 12:30:00 | no  | E-3: and 23 and a half when they go forward
no later than 36 | Sat 2026-10-31 12:00:00 | Mon 2026-11-02 00:00:00 | no  | E-3: midnight is 37 hours away
no later than 36 | Sat 2026-03-07 12:00:00 | Mon 2026-03-09 01:00:00 | yes | E-3: one in the morning is 36 hours away
at least 4       | Sun 2026-11-01 00:00:00 | Sun 2026-11-01 03:00:00 | yes | E-3: three hours on the wall, four elapsed
"""


@pytest.mark.parametrize(("rule", "begins", "ends", "holds", "why"), rows(STRICT, 5))
def test_e1_strictness(rule, begins, ends, holds, why):
    words, hours = rule.rsplit(" ", 1)
    assert ELAPSED[words](float(hours), wall(begins), wall(ends)) == (holds == "yes")


# Something happened | noon of the next day | 11:59:59 is before noon, 12:00:00 is not
NOON = """
Tue 2026-11-03 00:00 | Wed 2026-11-04 12:00 | at midnight
Tue 2026-11-03 23:59 | Wed 2026-11-04 12:00 | a minute before midnight: the same noon
Sat 2026-10-31 12:00 | Sun 2026-11-01 12:00 | E-3: by the wall, not by hours
Fri 2027-12-31 09:00 | Sat 2028-01-01 12:00 | a holiday and a weekend change nothing
Mon 2028-02-28 09:00 | Tue 2028-02-29 12:00 | E-6: 29 February
"""


@pytest.mark.parametrize(("at", "noon", "why"), rows(NOON, 3))
def test_e1_before_noon_is_strict(at, noon, why):
    by = calendar.noon_after(wall(at), NEW_YORK)
    assert shown(by) == noon
    assert wall(noon) - timedelta(seconds=1) < by
    assert not wall(noon) < by


# Came | left | midnights | why
MIDNIGHTS = """
Tue 2026-11-03 23:59 | Wed 2026-11-04 00:01 | 1 | E-2: two minutes, one midnight
Tue 2026-11-03 00:00 | Tue 2026-11-03 23:59 | 0 | E-2: a whole day, none
Wed 2026-11-04 00:00 | Thu 2026-11-05 00:00 | 1 | E-2: from midnight to midnight
Sat 2026-10-31 23:59 | Sun 2026-11-01 03:00 | 1 | E-3: the long night is one
Mon 2028-02-28 12:00 | Wed 2028-03-01 12:00 | 2 | E-6: 29 February has its own
Fri 2027-12-31 12:00 | Sat 2028-01-01 12:00 | 1 | into a new year
"""


@pytest.mark.parametrize(("came", "left", "count", "why"), rows(MIDNIGHTS, 4))
def test_e2_midnights(came, left, count, why):
    assert midnights_between(wall(came), wall(left), NEW_YORK) == int(count)


def test_e2_twenty_four_hundred_is_midnight_of_the_next_date():
    assert shown(entered_text(date(2026, 11, 3), "24:00", NEW_YORK)) == "Wed 2026-11-04 00:00"
    assert shown(entered_text(date(2026, 10, 31), "24:00", NEW_YORK)) == "Sun 2026-11-01 00:00"


# Begins | how long | last moment | why
CLOCKS = """
Sat 2026-10-31 20:00 | 24 hours          | Sun 2026-11-01 19:00 | E-3: elapsed hours, an hour less on the wall
Sat 2026-03-07 20:00 | 24 hours          | Sun 2026-03-08 21:00 | E-3: elapsed hours, an hour more
Sat 2027-03-13 20:00 | 48 hours          | Mon 2027-03-15 21:00 | E-3: 2027 begins on 14 March
Sat 2027-11-06 20:00 | 48 hours          | Mon 2027-11-08 19:00 | E-3: and ends on 7 November
Sat 2028-03-11 20:00 | 72 hours          | Tue 2028-03-14 21:00 | E-3: 2028 begins on 12 March
Sat 2028-11-04 20:00 | 72 hours          | Tue 2028-11-07 19:00 | E-3: and ends on 5 November
Sat 2026-10-31 20:00 | 1 days            | Sun 2026-11-01 23:59 | E-3: calendar days do not move
Tue 2026-11-03 00:05 | 2 business_days   | Thu 2026-11-05 23:59 | the day itself never counts, not from 00:05 either
Fri 2026-11-06 16:00 | 2 business_days   | Tue 2026-11-10 23:59 | Saturday and Sunday are skipped
Tue 2026-11-10 16:00 | 2 business_days   | Fri 2026-11-13 23:59 | E-4: Veterans Day is skipped
Thu 2026-07-02 16:00 | 1 business_days   | Mon 2026-07-06 23:59 | E-4: Saturday 4 July 2026 is kept on Friday
Fri 2027-07-02 16:00 | 1 business_days   | Tue 2027-07-06 23:59 | E-4: Sunday 4 July 2027 is kept on Monday
Wed 2026-11-25 16:00 | 1 business_days   | Fri 2026-11-27 23:59 | E-4: the day after Thanksgiving is a business day
Wed 2026-12-23 16:00 | 1 business_days   | Thu 2026-12-24 23:59 | E-4: so is Christmas Eve
Thu 2026-04-02 16:00 | 1 business_days   | Fri 2026-04-03 23:59 | E-4: and Good Friday, unless the site closes
Wed 2029-01-17 16:00 | 2 business_days   | Fri 2029-01-19 23:59 | E-4: Inauguration Day is no federal holiday here
Thu 2027-12-30 16:00 | 1 business_days   | Mon 2028-01-03 23:59 | E-5: New Year 2028 is kept on 31 December 2027
Mon 2028-02-28 16:00 | 1 business_days   | Tue 2028-02-29 23:59 | E-6: 29 February is a business day
Fri 2028-02-25 16:00 | 7 days            | Fri 2028-03-03 23:59 | E-6: seven real dates
Tue 2026-11-03 16:00 | 2 business_hours  | Wed 2026-11-04 09:00 | one hour today, one from 08:00 tomorrow
Fri 2027-12-24 10:00 | 4 business_hours  | Mon 2027-12-27 12:00 | E-4: Christmas 2027 is kept on the Friday
Fri 2027-12-31 10:00 | 4 business_hours  | Mon 2028-01-03 12:00 | E-5: the office is closed on 31 December 2027
Fri 2026-10-30 16:30 | 1 business_hours  | Mon 2026-11-02 08:30 | E-3: opening hours are wall times
"""


@pytest.mark.parametrize(("begins", "how_long", "last", "why"), rows(CLOCKS, 4))
def test_e3_to_e6_every_clock(begins, how_long, last, why):
    amount, kind = how_long.split()
    assert shown(calendar.deadline(calendar.Clock(kind, float(amount)), wall(begins), NEW_YORK)) == last


def test_e4_a_site_closes_more_days():
    good_friday = frozenset({date(2026, 4, 3)})
    clock = calendar.Clock("business_days", 1)
    by = calendar.deadline(clock, wall("Thu 2026-04-02 16:00"), NEW_YORK, good_friday)
    assert shown(by) == "Mon 2026-04-06 23:59"


HOLIDAYS = """
2026 | 01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25 | Saturday 4 July is kept on Friday the 3rd
2027 | 01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31 | twelve: New Year 2028 falls into it
2028 | 01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25 | ten: its New Year was kept the year before
"""


@pytest.mark.parametrize(("year", "days", "why"), rows(HOLIDAYS, 3))
def test_e4_e5_holidays_as_observed(year, days, why):
    assert [f"{day:%m-%d}" for day in federal_holidays(int(year))] == days.split()


@pytest.mark.parametrize(("year", "days", "why"), rows(HOLIDAYS, 3))
def test_every_weekday_that_is_no_holiday_is_a_business_day(year, days, why):
    closed = {date.fromisoformat(f"{year}-{day}") for day in days.split()}
    day = date(int(year), 1, 1)
    while day.year == int(year):
        assert calendar.is_business_day(day) == (day.weekday() < 5 and day not in closed), day
        day += timedelta(days=1)


# Date | months back | comes to | why
MONTHS = """
2028-02-29 | 12 | 2027-02-28 | E-6: a year before 29 February
2028-02-29 | 48 | 2024-02-29 | E-6: four years before it
2026-03-31 | 1  | 2026-02-28 | the end of a shorter month
2026-07-31 | 6  | 2026-01-31 | six months
"""


@pytest.mark.parametrize(("day", "months", "before", "why"), rows(MONTHS, 4))
def test_e6_months_before(day, months, before, why):
    assert calendar.months_before(date.fromisoformat(day), int(months)) == date.fromisoformat(before)


def test_e6_born_on_29_february_is_older_on_1_march_of_a_common_year():
    born = date(2000, 2, 29)
    assert [age_on(born, date(2027, *day)).number for day in ((2, 28), (3, 1))] == [26, 27]
    assert [age_on(born, date(2028, *day)).number for day in ((2, 28), (2, 29))] == [27, 28]


# Now in New York | the patient is in | may be called | next call in New York time | why
CALLS = """
Tue 2026-11-03 10:00 | America/Los_Angeles | no  | Tue 2026-11-03 11:00 | E-7: it is 07:00 where the patient is
Tue 2026-11-03 11:00 | America/Los_Angeles | yes | Tue 2026-11-03 11:00 | E-7: 08:00 there
Tue 2026-11-03 22:59 | America/Los_Angeles | yes | Tue 2026-11-03 22:59 | E-7: 19:59 there
Tue 2026-11-03 23:00 | America/Los_Angeles | no  | Wed 2026-11-04 11:00 | E-7: 20:00 there: tomorrow at 08:00
Tue 2026-11-03 20:00 | America/New_York    | no  | Wed 2026-11-04 08:00 | 20:00 at home
Sat 2026-10-31 20:30 | America/New_York    | no  | Sun 2026-11-01 08:00 | E-3: 08:00 on the wall of the long day
Sun 2026-03-08 11:30 | America/Phoenix     | yes | Sun 2026-03-08 11:30 | E-3: Arizona does not change: 08:30 there
Sun 2026-03-08 10:30 | America/Phoenix     | no  | Sun 2026-03-08 11:00 | E-3: 07:30 there
"""


@pytest.mark.parametrize(("now", "zone", "may", "following", "why"), rows(CALLS, 5))
def test_e7_calls_by_the_patients_zone(now, zone, may, following, why):
    there = ZoneInfo(zone)
    assert calendar.may_call(wall(now), there) == (may == "yes")
    assert shown(calendar.next_call_time(wall(now), there)) == following


def test_e7_deadlines_by_the_facilitys_zone():
    """A patient from Los Angeles leaves a New York hospital at 01:00: it is still the day before at home."""
    left = wall("Wed 2026-11-04 01:00")
    clock = calendar.Clock("business_days", 2)
    assert shown(calendar.deadline(clock, left, NEW_YORK)) == "Fri 2026-11-06 23:59"
    assert local_date(left, ZoneInfo("America/Los_Angeles")) == date(2026, 11, 3)


# Happened | written down | late-documented | why
WRITTEN = """
Tue 2026-11-03 09:00:00 | Wed 2026-11-04 09:00:00 | no  | E-8: 24 hours are not more than 24
Tue 2026-11-03 09:00:00 | Wed 2026-11-04 09:00:01 | yes | E-8: a second more is
Sat 2026-10-31 12:00:00 | Sun 2026-11-01 11:30:00 | yes | E-3: elapsed hours
"""


@pytest.mark.parametrize(("happened", "written", "late", "why"), rows(WRITTEN, 4))
def test_e8_late_documented(happened, written, late, why):
    assert calendar.late_documented(wall(happened), wall(written)) == (late == "yes")


def test_a_filing_date_on_a_closed_day_shows_the_working_day_before():
    assert calendar.safe_date(date(2027, 12, 31)) == date(2027, 12, 30)
    assert calendar.safe_date(date(2026, 11, 11)) == date(2026, 11, 10)


def test_a_day_is_over_when_the_next_one_begins():
    for day in (date(2026, 3, 8), date(2026, 11, 1), date(2028, 2, 29), date(2027, 12, 31)):
        assert end_of_day(day, NEW_YORK) + timedelta(microseconds=1) == calendar.scheduled(
            day + timedelta(days=1), wall("Tue 2026-11-03 00:00").time().replace(hour=0), NEW_YORK
        )


# --- E-3 at entry: what people type ---------------------------------------------------------------------------------


class When(forms.Form):
    """Any form that asks for an instant."""

    at = MomentField(label="At")


def typed(day, time, which=None):
    said = QueryDict(mutable=True)
    said.update({"at_0": day, "at_1": time} | ({"at_2": which} if which is not None else {}))
    form = When(said)
    form.fields["at"].zone = NEW_YORK
    return form


# Typed | which | stored, or what is said | why
ENTRY = """
2026-03-08 01:59 | -      | Sun 2026-03-08 01:59 | the last minute before the clocks go forward
2026-03-08 02:00 | -      | does not exist       | E-3: the first minute of the spring gap is refused
2026-03-08 02:59 | -      | does not exist       | E-3: and its last
2026-03-08 03:00 | -      | Sun 2026-03-08 03:00 | the first minute after it
2027-03-14 02:30 | -      | does not exist       | 2027
2028-03-12 02:30 | -      | does not exist       | 2028
2026-11-01 00:59 | -      | Sun 2026-11-01 00:59 | the last minute that comes once
2026-11-01 01:00 | -      | comes twice          | E-3: the autumn hour is asked about
2026-11-01 01:59 | -      | comes twice          | E-3: until its end
2026-11-01 01:30 | first  | Sun 2026-11-01 01:30 -0400 | the first, on daylight saving time
2026-11-01 01:30 | second | Sun 2026-11-01 01:30 -0500 | the second, an hour later
2026-11-01 02:00 | -      | Sun 2026-11-01 02:00 | comes once
2027-11-07 01:30 | -      | comes twice          | 2027
2028-11-05 01:30 | -      | comes twice          | 2028
2026-11-03 09:00 | second | Tue 2026-11-03 09:00 | on any other day nothing is asked
"""


@pytest.mark.parametrize(("text", "which", "expected", "why"), rows(ENTRY, 4))
def test_e3_what_is_typed(text, which, expected, why):
    form = typed(*text.split(), None if which == "-" else which)
    if expected[0].islower():
        assert not form.is_valid()
        assert expected in str(form.errors["at"])
        return
    assert form.is_valid(), form.errors
    at = form.cleaned_data["at"]
    there = at.astimezone(NEW_YORK)
    assert f"{there:%a %Y-%m-%d %H:%M}{f'{there: %z}' if expected[-5] in '+-' else ''}" == expected


def test_e3_the_question_appears_only_when_it_is_needed_and_nothing_typed_is_lost():
    plain = typed("2026-11-03", "09:00")
    assert "at_2" not in str(plain["at"])
    asked = typed("2026-11-01", "01:30")
    asked.is_valid()
    drawn = str(asked["at"])
    assert 'name="at_2"' in drawn
    assert 'value="2026-11-01"' in drawn
    assert 'value="01:30"' in drawn


def test_e3_an_answer_that_is_none_is_refused():
    assert not typed("2026-11-01", "01:30", "third").is_valid()
