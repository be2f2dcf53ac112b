"""How old somebody is on a date, in the unit a clinician would say it."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Age:
    """A whole number of days, weeks, months or years."""

    number: int
    unit: Literal["days", "weeks", "months", "years"]


def age_on(birth: date, on: date, *, leap_birthday_on_28_february: bool = False) -> Age:
    """Days below 28 days, weeks below 3 months, months below 2 years, then years.

    Somebody born on 29 February turns a year older on 1 March in a common year, unless the site says 28 (E-6).
    ValueError when `on` is before the birth.
    """
    if on < birth:
        raise ValueError("The date is before the birth date.")
    days = (on - birth).days
    months = _whole_months(birth, on, leap_birthday_on_28_february)
    if days < 28:
        return Age(days, "days")
    if months < 3:
        return Age(days // 7, "weeks")
    if months < 24:
        return Age(months, "months")
    return Age(months // 12, "years")


def years_on(birth: date, on: date, *, leap_birthday_on_28_february: bool = False) -> int:
    """Completed years, also for small children; ValueError when `on` is before the birth."""
    if on < birth:
        raise ValueError("The date is before the birth date.")
    return _whole_months(birth, on, leap_birthday_on_28_february) // 12


def _whole_months(birth: date, on: date, clamp: bool) -> int:
    birthday = min(birth.day, monthrange(on.year, on.month)[1]) if clamp else birth.day
    return (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birthday)
