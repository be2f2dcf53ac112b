"""The clocks that deadlines run on: elapsed hours, calendar days, business days and business hours.

Instants are aware and come back in UTC; dates are local to the facility's `zone`. A deadline is always the last
instant that is still in time (a day ends at 23:59:59.999999 local), so `at > deadline` means late for every clock.
`site_holidays` are the dates a site adds; weekends and observed federal holidays are always closed.
Nothing here reads the time. Rules E-1 to E-8 of the business calendar; opening and call hours are project proposals.
"""

from calendar import monthrange
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from core.holidays import SATURDAY, is_federal_holiday
from core.localtime import DAY, end_of_day, local, local_date, scheduled, utc

Kind = Literal["hours", "days", "business_days", "business_hours"]
NO_DATES: frozenset[date] = frozenset()
NO_TIME = timedelta(0)
OPENS, CLOSES = time(8), time(17)
CALLS_FROM, CALLS_UNTIL = time(8), time(20)
LATE_DOCUMENTED_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Clock:
    """How long something may take, and what counts. Hours may be fractions; days are whole. Never negative."""

    kind: Kind
    amount: float

    def __post_init__(self) -> None:
        if self.kind not in ("hours", "days", "business_days", "business_hours"):
            raise ValueError(f"There is no clock of kind {self.kind!r}.")
        if not 0 <= self.amount < float("inf"):
            raise ValueError("A clock runs forward: give zero or more.")
        if not self.counts_hours and self.amount != int(self.amount):
            raise ValueError("A clock of days counts whole days.")

    @property
    def counts_hours(self) -> bool:
        return self.kind in ("hours", "business_hours")


@dataclass(frozen=True)
class Remaining:
    """What is left of a deadline at an instant.

    `left` is elapsed time, or opening time on the business-hours clock; negative when late. `days` counts the dates
    of the clock's own kind from today to the due date: 0 on the day itself, negative after it.
    """

    kind: Kind
    due_at: datetime
    late: bool
    left: timedelta
    days: int


def deadline(clock: Clock, start: datetime, zone: ZoneInfo, site_holidays: Set[date] = NO_DATES) -> datetime:
    """The last instant in time for something that began at `start`."""
    if clock.kind == "hours":
        return add_hours(start, clock.amount)
    if clock.kind == "business_hours":
        return add_business_hours(start, clock.amount, zone, site_holidays)
    first = local_date(start, zone)
    if clock.kind == "days":
        return end_of_day(add_days(first, int(clock.amount)), zone)
    return end_of_day(add_business_days(first, int(clock.amount), site_holidays), zone)


def remaining(
    kind: Kind, due_at: datetime, at: datetime, zone: ZoneInfo, site_holidays: Set[date] = NO_DATES
) -> Remaining:
    """How far `at` is from a stored deadline, in the clock's own units."""
    due_at, at = utc(due_at), utc(at)
    left = due_at - at
    if kind == "business_hours":
        left = business_hours_between(at, due_at, zone, site_holidays)
    today, due = local_date(at, zone), local_date(due_at, zone)
    days = (due - today).days
    if kind in ("business_days", "business_hours"):
        days = business_days_between(today, due, site_holidays)
    return Remaining(kind, due_at, at > due_at, left, days)


# --- Elapsed hours -----------------------------------------------------------------------------------------------


def add_hours(start: datetime, hours: float) -> datetime:
    """Elapsed hours; the wall clock may show an hour more or less when daylight saving changes (E-3)."""
    return utc(start) + timedelta(hours=hours)


def elapsed(start: datetime, end: datetime) -> timedelta:
    """Real time between two instants, whatever the clocks on the wall did."""
    return utc(end) - utc(start)


def more_than(hours: float, start: datetime, end: datetime) -> bool:
    """For a rule of "more than 24 hours": longer than 24:00:00 (E-1)."""
    return elapsed(start, end) > timedelta(hours=hours)


def no_later_than(hours: float, start: datetime, end: datetime) -> bool:
    """For a rule of "no later than 36 hours": exactly 36:00:00 is in time (E-1)."""
    return elapsed(start, end) <= timedelta(hours=hours)


def at_least(hours: float, start: datetime, end: datetime) -> bool:
    """For a rule of "at least 4 hours": exactly 4:00:00 is enough (E-1)."""
    return elapsed(start, end) >= timedelta(hours=hours)


def late_documented(event_at: datetime, written_at: datetime) -> bool:
    """Written more than 24 hours after the event. Rules still use the event's time: this is not "late" (E-8)."""
    return elapsed(event_at, written_at) > LATE_DOCUMENTED_AFTER


# --- Calendar days -----------------------------------------------------------------------------------------------


def add_days(start: date, days: int) -> date:
    """Calendar dates; the start date is not counted, 29 February is a date like any other (E-6)."""
    return start + timedelta(days=days)


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the last day of a shorter month: a year before 29 Feb is 28 Feb (E-6)."""
    return months_after(day, -months)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month: a month after 31 Jan is 28 or 29 Feb (E-6)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def noon_after(start: datetime, zone: ZoneInfo) -> datetime:
    """12:00 on the calendar date after the one of `start`; an appeal "before noon" is `at < noon_after(...)` (E-1)."""
    return scheduled(local_date(start, zone) + DAY, time(12), zone)


# --- Business days -----------------------------------------------------------------------------------------------


def is_business_day(day: date, site_holidays: Set[date] = NO_DATES) -> bool:
    """Monday to Friday, and neither an observed federal holiday nor one of the site's."""
    return day.weekday() < SATURDAY and not is_federal_holiday(day) and day not in site_holidays


def add_business_days(start: date, days: int, site_holidays: Set[date] = NO_DATES) -> date:
    """The date some business days later; the start date never counts, not even from 00:05.

    Zero days is the start date itself, or the next business day when that is closed. ValueError below zero.
    """
    if days < 0:
        raise ValueError("Business days are counted forward: give zero or more.")
    day = start
    if days == 0 and not is_business_day(day, site_holidays):
        days = 1
    while days:
        day += DAY
        days -= is_business_day(day, site_holidays)
    return day


def business_days_between(start: date, end: date, site_holidays: Set[date] = NO_DATES) -> int:
    """Business days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -business_days_between(end, start, site_holidays)
    return sum(
        is_business_day(start + timedelta(days=n), site_holidays) for n in range(1, (end - start).days + 1)
    )


def safe_date(due: date, site_holidays: Set[date] = NO_DATES) -> date:
    """The last business day on or before a due date: when to file if the office is closed on the day."""
    while not is_business_day(due, site_holidays):
        due -= DAY
    return due


# --- Business hours ----------------------------------------------------------------------------------------------


def next_opening(at: datetime, zone: ZoneInfo, site_holidays: Set[date] = NO_DATES) -> datetime:
    """`at` itself within opening hours (Monday to Friday 08:00 to 17:00), else when the office opens next."""
    day = local_date(at, zone)
    if is_business_day(day, site_holidays):
        opens, closes = _opening_hours(day, zone)
        if utc(at) < closes:
            return max(utc(at), opens)
    return _opening_hours(add_business_days(day, 1, site_holidays), zone)[0]


def add_business_hours(
    start: datetime, hours: float, zone: ZoneInfo, site_holidays: Set[date] = NO_DATES
) -> datetime:
    """Opening hours only; something that begins outside them begins at the next opening."""
    at, left = next_opening(start, zone, site_holidays), timedelta(hours=hours)
    while True:
        day = local_date(at, zone)
        until_close = _opening_hours(day, zone)[1] - at
        if left <= until_close:
            return at + left
        left -= until_close
        at = _opening_hours(add_business_days(day, 1, site_holidays), zone)[0]


def business_hours_between(
    start: datetime, end: datetime, zone: ZoneInfo, site_holidays: Set[date] = NO_DATES
) -> timedelta:
    """Opening time between two instants; negative when `end` is earlier."""
    start, end = utc(start), utc(end)
    if end < start:
        return -business_hours_between(end, start, zone, site_holidays)
    total, day, last = NO_TIME, local_date(start, zone), local_date(end, zone)
    while day <= last:
        if is_business_day(day, site_holidays):
            opens, closes = _opening_hours(day, zone)
            total += max(min(end, closes) - max(start, opens), NO_TIME)
        day += DAY
    return total


def _opening_hours(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return scheduled(day, OPENS, zone), scheduled(day, CLOSES, zone)


# --- Hours in which a patient may be called ------------------------------------------------------------------------


def may_call(at: datetime, patient_zone: ZoneInfo) -> bool:
    """From 08:00 until before 20:00 where the patient is, not where the facility is (E-7)."""
    return CALLS_FROM <= local(at, patient_zone).time() < CALLS_UNTIL


def next_call_time(at: datetime, patient_zone: ZoneInfo) -> datetime:
    """`at` itself if the patient may be called then, else 08:00 of the day on which that is next possible (E-7)."""
    if may_call(at, patient_zone):
        return utc(at)
    there = local(at, patient_zone)
    return scheduled(
        there.date() + (DAY if there.time() >= CALLS_UNTIL else NO_TIME), CALLS_FROM, patient_zone
    )
