"""The dates of a repeated promise: the same wall time every so many days. Pure.

Edge rule E-3: a wall time in the spring gap moves to the first minute that exists, of two in autumn the first counts.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.localtime import local, scheduled


def occurrence(first: datetime, n: int, every_days: int | None, zone: ZoneInfo) -> datetime:
    """The instant of occurrence `n` (from 1); the first is the instant given, later ones keep its wall time."""
    if n == 1 or every_days is None:
        return first
    start = local(first, zone)
    on = start.date() + timedelta(days=(n - 1) * every_days)
    return scheduled(on, start.time().replace(tzinfo=None, fold=0), zone)


def following(
    first: datetime, n: int, every_days: int | None, until: date | None, now: datetime, zone: ZoneInfo
) -> tuple[int, datetime] | None:
    """Number and instant of the occurrence after `n` that is still to come; None at the end of the promise."""
    if every_days is None:
        return None
    days_gone = (local(now, zone).date() - local(first, zone).date()).days
    number = max(n + 1, 1 + days_gone // every_days)
    while (at := occurrence(first, number, every_days, zone)) <= now:
        number += 1
    if until is not None and local(at, zone).date() > until:
        return None
    return number, at
