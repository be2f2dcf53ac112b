"""Federal holidays on the day they are observed, as listed for 2026 to 2028 (E-4, E-5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.holidays import federal_holidays, is_federal_holiday

LISTED = {
    2026: "1-1 1-19 2-16 5-25 6-19 7-3 9-7 10-12 11-11 11-26 12-25",
    2027: "1-1 1-18 2-15 5-31 6-18 7-5 9-6 10-11 11-11 11-25 12-24 12-31",
    2028: "1-17 2-21 5-29 6-19 7-4 9-4 10-9 11-10 11-23 12-25",
}


@pytest.mark.parametrize("year", LISTED)
def test_listed_years(year):
    assert " ".join(f"{day.month}-{day.day}" for day in federal_holidays(year)) == LISTED[year]


def test_new_year_2028_is_observed_in_2027_and_not_in_2028():
    assert federal_holidays(2027)[date(2027, 12, 31)] == "New Year's Day"
    assert not is_federal_holiday(date(2028, 1, 1))


def test_every_day_of_three_years_agrees_with_the_list():
    day, listed = (
        date(2026, 1, 1),
        {date(year, *map(int, text.split("-"))) for year, days in LISTED.items() for text in days.split()},
    )
    while day.year < 2029:
        assert is_federal_holiday(day) == (day in listed), day
        day += timedelta(days=1)


def test_juneteenth_became_a_holiday_in_2021():
    assert date(2020, 6, 19) not in federal_holidays(2020)
    assert date(2021, 6, 18) in federal_holidays(2021)


@given(st.integers(1980, 2100))
def test_no_holiday_is_observed_on_a_weekend(year):
    assert all(day.weekday() < 5 and day.year == year for day in federal_holidays(year))
