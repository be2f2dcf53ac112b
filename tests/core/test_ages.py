"""Age on a date, in the unit a clinician would say."""

from datetime import date

import pytest

from core.ages import Age, age_on, years_on

# Born | on | age | why
AGES = """
2026-11-01 | 2026-11-01 | 0 days    | the day of birth
2026-11-01 | 2026-11-28 | 27 days   | the last day counted in days
2026-11-01 | 2026-11-29 | 4 weeks   | 28 days
2026-11-01 | 2027-01-31 | 13 weeks  | one day short of three months
2026-11-01 | 2027-02-01 | 3 months  | three months
2026-11-30 | 2027-03-01 | 3 months  | 30 February does not exist, so the month is full on 1 March
2024-11-02 | 2026-11-01 | 23 months | one day short of two years
2024-11-02 | 2026-11-02 | 2 years   | two years
1958-03-14 | 2026-03-13 | 67 years  | the day before the birthday
1958-03-14 | 2026-03-14 | 68 years  | the birthday
1960-02-29 | 2027-02-28 | 66 years  | born on 29 February: not yet
1960-02-29 | 2027-03-01 | 67 years  | born on 29 February: a year older on 1 March
1960-02-29 | 2028-02-29 | 68 years  | in a leap year on the day itself
"""


@pytest.mark.parametrize("row", AGES.strip().splitlines())
def test_ages(row):
    born, on, age, why = (cell.strip() for cell in row.split("|"))
    number, unit = age.split()
    assert age_on(date.fromisoformat(born), date.fromisoformat(on)) == Age(int(number), unit), why


def test_e6_a_site_may_count_28_february():
    born = date(1960, 2, 29)
    assert age_on(born, date(2027, 2, 28), leap_birthday_on_28_february=True) == Age(67, "years")
    assert age_on(born, date(2027, 2, 27), leap_birthday_on_28_february=True) == Age(66, "years")
    assert age_on(born, date(2028, 2, 28), leap_birthday_on_28_february=True) == Age(67, "years")


def test_years_of_a_small_child():
    assert years_on(date(2025, 12, 1), date(2026, 11, 30)) == 0
    assert years_on(date(2025, 12, 1), date(2026, 12, 1)) == 1


def test_nobody_is_younger_than_born():
    for ask in (age_on, years_on):
        with pytest.raises(ValueError, match="before the birth"):
            ask(date(2026, 1, 2), date(2026, 1, 1))
