"""Wall-clock time at a place and the instants it stands for; the only module that crosses between the two.

Instants are aware and come back in UTC. Dates and wall times are local to the `zone` given.
Edge rules E-2 (midnight) and E-3 (daylight saving) of the business calendar.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SMALLEST = timedelta(microseconds=1)  # what PostgreSQL's timestamptz can tell apart
DAY = timedelta(days=1)


class LocalTimeError(ValueError):
    """A wall time that cannot be stored as typed; the text says what to enter instead."""


class SkippedTime(LocalTimeError):
    """A wall time in the spring gap. `before` and `after` are the local wall times either side of it."""

    def __init__(self, wall: datetime, before: datetime, after: datetime) -> None:
        self.wall, self.before, self.after = wall, before, after
        super().__init__(
            f"The clocks go forward on {_day(before)}: {wall:%H:%M} does not exist. "
            f"Enter a time before {before:%H:%M}, or {after:%H:%M} or later."
        )


class RepeatedTime(LocalTimeError):
    """A wall time that comes twice in autumn. `first` and `second` are the two instants, in UTC."""

    def __init__(self, wall: datetime, first: datetime, second: datetime) -> None:
        self.wall, self.first, self.second = wall, first, second
        super().__init__(
            f"The clocks go back on {_day(wall)}: {wall:%H:%M} comes twice. Choose the first or the second."
        )


def named_zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name, such as "America/New_York"; None when there is no such zone."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def utc(instant: datetime) -> datetime:
    """The same instant in UTC; ValueError when it carries no offset."""
    if instant.utcoffset() is None:
        raise ValueError("An instant needs its offset from UTC.")
    return instant.astimezone(UTC)


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant as the clock on the wall at the place shows it, still aware."""
    return utc(instant).astimezone(zone)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar date at the place."""
    return local(instant, zone).date()


def entered(on: date, at: time, zone: ZoneInfo, which: Literal["first", "second"] | None = None) -> datetime:
    """The instant of a wall time that a person typed (E-3).

    Raises SkippedTime in the spring gap, and RepeatedTime in the autumn hour unless `which` says first or second.
    """
    wall, first, second = _both(on, at, zone)
    if second < first:
        change = _change_between(second, first, zone)
        after = change.astimezone(zone).replace(tzinfo=None)
        raise SkippedTime(wall, (change - SMALLEST).astimezone(zone).replace(tzinfo=None) + SMALLEST, after)
    if first != second and which is None:
        raise RepeatedTime(wall, first, second)
    return second if which == "second" else first


def entered_text(
    on: date, text: str, zone: ZoneInfo, which: Literal["first", "second"] | None = None
) -> datetime:
    """As `entered`, from "HH:MM"; "24:00" is 00:00 of the next date (E-2). LocalTimeError if it is no time of day."""
    if text.strip() == "24:00":
        return entered(on + DAY, time(0), zone, which)
    try:
        at = datetime.strptime(text.strip(), "%H:%M").time()
    except ValueError:
        raise LocalTimeError("Enter the time as hours and minutes, such as 14:30.") from None
    return entered(on, at, zone, which)


def scheduled(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant at which a rule's wall time comes on a date: the first one that exists, the first of two."""
    _, first, second = _both(on, at, zone)
    return _change_between(second, first, zone) if second < first else first


def start_of_day(on: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local date, also where the clocks change at midnight."""
    return scheduled(on, time(0), zone)


def end_of_day(on: date, zone: ZoneInfo) -> datetime:
    """The last instant of a local date, 23:59:59.999999: what "valid to 23:59:59" means.

    Deadlines of every kind are the last instant in time, so one comparison serves all: late when `at > deadline`.
    """
    return start_of_day(on + DAY, zone) - SMALLEST


def midnights_between(start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """How many local midnights lie between: 23:59 to 00:01 crosses one (E-2)."""
    return (local_date(end, zone) - local_date(start, zone)).days


def _both(on: date, at: time, zone: ZoneInfo) -> tuple[datetime, datetime, datetime]:
    """The wall time and its two readings in UTC: equal on most days, swapped round when the wall time is skipped."""
    wall = datetime.combine(on, at.replace(tzinfo=None, fold=0))
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return wall, first, second


def _change_between(earlier: datetime, later: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which the offset changes; both ends in UTC, to the second."""
    before = earlier.astimezone(zone).utcoffset()
    while later - earlier > timedelta(seconds=1):
        middle = (earlier + (later - earlier) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == before:
            earlier = middle
        else:
            later = middle
    return later.replace(microsecond=0)


def _day(wall: datetime) -> str:
    return f"{wall.day} {wall:%b %Y}"
