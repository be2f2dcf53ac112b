"""United States federal holidays by statute (5 U.S.C. 6103), on the day they are observed (E-4, E-5)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
JUNETEENTH_SINCE = 2021


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    end = date(year, 5, 31)
    return end - timedelta(days=end.weekday())


RULES: tuple[tuple[str, Callable[[int], date]], ...] = (
    ("New Year's Day", lambda year: date(year, 1, 1)),
    ("Birthday of Martin Luther King, Jr.", lambda year: _nth(year, 1, MONDAY, 3)),
    ("Washington's Birthday", lambda year: _nth(year, 2, MONDAY, 3)),
    ("Memorial Day", _last_monday_of_may),
    ("Juneteenth National Independence Day", lambda year: date(year, 6, 19)),
    ("Independence Day", lambda year: date(year, 7, 4)),
    ("Labor Day", lambda year: _nth(year, 9, MONDAY, 1)),
    ("Columbus Day", lambda year: _nth(year, 10, MONDAY, 2)),
    ("Veterans Day", lambda year: date(year, 11, 11)),
    ("Thanksgiving Day", lambda year: _nth(year, 11, THURSDAY, 4)),
    ("Christmas Day", lambda year: date(year, 12, 25)),
)


def observed(day: date) -> date:
    """Saturday is observed on the Friday before, Sunday on the Monday after."""
    return day + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0))


@lru_cache(maxsize=256)
def federal_holidays(year: int) -> Mapping[date, str]:
    """Observed dates that fall in a year, in order, each with the holiday's name.

    A 1 January on a Saturday is observed on 31 December, so the years either side are generated too (E-5).
    """
    found = {day: name for near in (year - 1, year, year + 1) for day, name in _of(near) if day.year == year}
    return MappingProxyType(dict(sorted(found.items())))


def is_federal_holiday(day: date) -> bool:
    return day in federal_holidays(day.year)


def _of(year: int) -> Iterator[tuple[date, str]]:
    for name, rule in RULES:
        if name.startswith("Juneteenth") and year < JUNETEENTH_SINCE:
            continue
        yield observed(rule(year)), name
