"""The dates of a repeated promise, by its own clock. Pure; what a day or month is, `core.calendar` says.

Edge rule E-3: a wall time in the spring gap moves to the first minute that exists, of two in autumn the first counts.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from core import calendar
from core.calendar import NO_DATES
from core.localtime import local, local_date, scheduled

ClockKind = Literal["elapsed", "calendar", "business"]
HOURS_A_DAY = 24


@dataclass(frozen=True)
class Cadence:
    """How often something comes again: every so many days of a clock, or every so many months; neither: once.

    "elapsed" counts 24 hours each, "calendar" dates, "business" working days; the last two keep the time on the wall.
    ValueError for a cadence of nothing, for both units, and for months on another clock than the calendar's.
    """

    days: int | None = None
    months: int | None = None
    clock: str = "calendar"

    def __post_init__(self) -> None:
        if self.clock not in ("elapsed", "calendar", "business"):
            raise ValueError(f"There is no clock of kind {self.clock!r}.")
        for count in (self.days, self.months):
            if count is not None and (type(count) is not int or count < 1):
                raise ValueError("Repeat every one day or month, or more.")
        if self.months is not None and (self.days is not None or self.clock != "calendar"):
            raise ValueError("Months are counted alone, and by the calendar.")

    @property
    def repeats(self) -> bool:
        return self.days is not None or self.months is not None

    def on(self, first: date, n: int, closed: Set[date] = NO_DATES) -> date:
        """The date of occurrence `n` (from 1), counted from the date of the first."""
        if self.months is not None:
            return calendar.months_after(first, (n - 1) * self.months)
        days = (n - 1) * (self.days or 0)
        if self.clock == "business" and n > 1:
            return calendar.add_business_days(first, days, closed)
        return calendar.add_days(first, days)

    def gone(self, first: date, today: date, closed: Set[date] = NO_DATES) -> int:
        """How many whole steps lie between two dates at least; where to begin counting, never too far."""
        if self.months is not None:
            months = (today.year - first.year) * 12 + today.month - first.month - 1
            return max(months // self.months, 0)
        days = (today - first).days
        if self.clock == "business":
            days = calendar.business_days_between(first, today, closed)
        return max(days // (self.days or 1) - 1, 0)


def occurrence(
    first: datetime, n: int, cadence: Cadence, zone: ZoneInfo, closed: Set[date] = NO_DATES
) -> datetime:
    """The instant of occurrence `n` (from 1); the first is the instant given, later ones follow by the clock."""
    if n == 1 or not cadence.repeats:
        return first
    if cadence.clock == "elapsed":
        return calendar.add_hours(first, (n - 1) * (cadence.days or 0) * HOURS_A_DAY)
    start = local(first, zone)
    on = cadence.on(start.date(), n, closed)
    return scheduled(on, start.time().replace(tzinfo=None, fold=0), zone)


def following(
    first: datetime,
    n: int,
    cadence: Cadence,
    now: datetime,
    zone: ZoneInfo,
    *,
    until: date | None = None,
    at_most: int | None = None,
    closed: Set[date] = NO_DATES,
) -> tuple[int, datetime] | None:
    """Number and instant of the occurrence after `n` that is still to come; None at the end of the promise.

    Ends after the local date `until`, and after `at_most` occurrences, those that nobody met counted as well.
    """
    if not cadence.repeats:
        return None
    number = max(n + 1, 1 + cadence.gone(local_date(first, zone), local_date(now, zone), closed))
    while (at := occurrence(first, number, cadence, zone, closed)) <= now:
        number += 1
    if until is not None and local_date(at, zone) > until:
        return None
    if at_most is not None and number > at_most:
        return None
    return number, at
