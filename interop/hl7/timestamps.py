"""Times and dates as HL7 writes them: YYYY[MM[DD[HH[MM[SS[.S…]]]]]][±ZZZZ].

An instant keeps how exactly it was said. Without an offset it is read in the sender's zone: the
ambiguous autumn hour takes the earlier reading, the skipped spring hour moves forward. A birth date
is never shifted by a zone.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum

from interop.hl7.rules import SenderRules

_FORM = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<month>[0-9]{2})(?:(?P<day>[0-9]{2})(?:(?P<hour>[0-9]{2})"
    r"(?:(?P<minute>[0-9]{2})(?:(?P<second>[0-9]{2})(?P<fraction>\.[0-9]{1,9})?)?)?)?)?)?"
    r"(?P<offset>[+-][0-9]{4})?$"
)
_EIGHT = re.compile(r"[0-9]{8}")
_LONGEST = 40
_FIRST_YEAR, _LAST_YEAR = 1801, 2199
OPEN_ENDED = 9999


class Precision(StrEnum):
    """The last part of a time that the sender wrote."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True, repr=False)
class Moment:
    """An instant in UTC and its precision.

    `until` is the end of the day, month or year when no hour was said, else `at` itself: an
    admission sorts by `at`, a discharge by `until`, so a whole day encloses its own instants.
    """

    at: datetime
    precision: Precision
    until: datetime

    @property
    def has_time(self) -> bool:
        """Whether an hour was said; without one no time of day is shown."""
        return self.precision not in (Precision.YEAR, Precision.MONTH, Precision.DAY)


@dataclass(frozen=True, slots=True, repr=False)
class PartialDate:
    """A calendar date as written: year, perhaps month, perhaps day; a birth may carry its hour."""

    year: int
    month: int | None = None
    day: int | None = None
    hour: time | None = None

    @property
    def full(self) -> date | None:
        """The date when the day is known."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    @property
    def precision(self) -> Precision:
        """Year, month or day."""
        return Precision.DAY if self.day else Precision.MONTH if self.month else Precision.YEAR

    @property
    def earliest(self) -> date:
        """The first day that the date may mean."""
        return date(self.year, self.month or 1, self.day or 1)


class BadTime(ValueError):
    """A time is written that cannot be read; caught by the reader and turned into a warning."""


def read_moment(text: str, rules: SenderRules, degree: str = "") -> Moment | None:
    """The instant a TS or DTM states; None for nothing or zeroes; raises BadTime.

    `degree` is the old second component of TS (Y, L month, D, H, M, S), which may only coarsen.
    """
    if not text.strip("0"):
        return None
    found = _FORM.match(text)
    if not found:
        return _read_local_form(text, rules)
    parts = {name: int(value) for name, value in found.groupdict().items() if value and name in _UNITS}
    precision = _coarser(_UNITS[list(parts)[-1]], degree)
    zone = _zone(found["offset"], rules)
    fraction = round(float(found["fraction"] or 0) * 1_000_000)
    return _moment(_wall(parts, min(fraction, 999_999)), precision, zone)


def read_date(text: str, rules: SenderRules, latest: date | None = None) -> PartialDate | None:
    """A date as written, partial if it is; None for nothing; raises BadTime for no possible date.

    Zeroes, years up to 1800 and dates after `latest` are no date. Month or day 00 means unknown.
    """
    if not text:
        return None
    eight = _EIGHT.match(text)
    found = _FORM.match(text) or (_FORM.match(eight[0]) if eight else None)
    said = _from_digits(found) if found else _from_local_form(text, rules)
    if not _FIRST_YEAR <= said.year <= _LAST_YEAR or (latest and said.earliest > latest):
        raise BadTime
    return said


def read_period_end(text: str, rules: SenderRules) -> PartialDate | None:
    """The last day of a period; 9999-12-31 and blank both mean that no end is set; raises BadTime."""
    return None if text.startswith(str(OPEN_ENDED)) else read_date(text, rules)


_UNITS = {precision.value: precision for precision in Precision}
_DEGREES = dict(zip("YLDHMS", Precision, strict=True))
_ORDER = list(Precision)


def _coarser(precision: Precision, degree: str) -> Precision:
    said = _DEGREES.get(degree.upper(), precision)
    return min(precision, said, key=_ORDER.index)


def _zone(offset: str | None, rules: SenderRules) -> tzinfo:
    if not offset:
        return rules.timezone
    hours, minutes = int(offset[1:3]), int(offset[3:])
    if hours > 14 or minutes > 59:
        raise BadTime
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if offset[0] == "-" else size)


def _wall(parts: dict[str, int], microsecond: int) -> datetime:
    second = min(parts.get("second", 0), 59) if parts.get("second", 0) <= 60 else 60
    try:
        return datetime(
            parts["year"], parts.get("month", 1), parts.get("day", 1), parts.get("hour", 0),
            parts.get("minute", 0), second, microsecond,
        )  # fmt: skip
    except ValueError:
        raise BadTime from None


def _moment(wall: datetime, precision: Precision, zone: tzinfo) -> Moment:
    if not _FIRST_YEAR <= wall.year <= _LAST_YEAR:
        raise BadTime
    at = _instant(wall, zone)
    end = _next(wall.date(), precision)
    return Moment(at, precision, _instant(datetime.combine(end, time.min), zone) if end else at)


def _instant(wall: datetime, zone: tzinfo) -> datetime:
    """Wall time to UTC; with fold 0 Python reads doubled hours early and moves skipped ones forward."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _next(day: date, precision: Precision) -> date | None:
    """The day after the one, the month or the year said; None when an hour was said."""
    if precision is Precision.DAY:
        return day + timedelta(days=1)
    if precision is Precision.MONTH:
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return date(day.year + 1, 1, 1) if precision is Precision.YEAR else None


def _read_local_form(text: str, rules: SenderRules) -> Moment:
    wall, precision = _local_form(text, rules)
    zone = wall.tzinfo or rules.timezone
    return _moment(wall.replace(tzinfo=None), precision, zone)


def _from_local_form(text: str, rules: SenderRules) -> PartialDate:
    wall, _ = _local_form(text, rules)
    return PartialDate(wall.year, wall.month, wall.day)


def _local_form(text: str, rules: SenderRules) -> tuple[datetime, Precision]:
    """A time in one of the sender's own formats (as of strptime), tried in order."""
    for form in rules.time_formats if len(text) <= _LONGEST else ():
        try:
            return datetime.strptime(text, form), _form_precision(form)
        except ValueError:
            continue
    raise BadTime


def _form_precision(form: str) -> Precision:
    if "%S" in form or "%T" in form:
        return Precision.SECOND
    if "%M" in form:
        return Precision.MINUTE
    return Precision.HOUR if "%H" in form or "%I" in form else Precision.DAY


def _from_digits(found: re.Match[str]) -> PartialDate:
    year, month, day = (int(found[name] or 0) for name in ("year", "month", "day"))
    try:
        date(max(year, 1), month or 1, day or 1)
    except ValueError:
        raise BadTime from None
    if not month:
        return PartialDate(year)
    return PartialDate(year, month, day or None, _hour(found) if day else None)


def _hour(found: re.Match[str]) -> time | None:
    """The time of day of a birth; midnight is how systems write that they do not know it."""
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    if not (hour or minute) or hour > 23 or minute > 59:
        return None
    return time(hour, minute)
