"""Follow-ups as they unfold: a promise begins, its occurrences follow one another, it ends. Used inside verbs only."""

from datetime import date, datetime
from typing import Any

from core import clock
from core.actions import change, keep
from core.cadence import following
from core.calendar import NO_DATES
from core.localtime import start_of_day
from facilities.queries import site_holidays
from patients.models import Case
from worklist import endings, promises
from worklist.models import ClockKind, FollowUp, Item
from worklist.models.item import LIVE


def begin(
    case: Case,
    *,
    by: Any,
    ladder: tuple[int, ...],
    n: int = 1,
    due_at: datetime | None = None,
    **promise: Any,
) -> FollowUp:
    """Write a new follow-up with its first occurrence and reminders; of one begun late that is number `n`, due then."""
    series = keep(FollowUp(case=case, created_by=by, ladder=list(ladder), **promise))
    occur(series, n, due_at or series.first_due_at, by=by)
    return series


def occur(series: FollowUp, n: int, due_at: datetime, *, by: Any) -> Item:
    """Raise occurrence `n` as an item of the series' owner; one that is due on a later day opens on that day."""
    now, zone = clock.now(), series.case.facility.tz
    opens_at = start_of_day(due_at.astimezone(zone).date(), zone)
    item = keep(
        Item(
            case=series.case,
            series=series,
            n=n,
            kind=Item.Kind.FOLLOW_UP,
            activity=series.activity,
            what=series.what,
            why=series.why_here(n),
            if_waits=series.if_waits,
            owner=series.owner,
            target_person=series.person,
            due_at=due_at,
            opens_at=opens_at,
            status=Item.Status.SCHEDULED if opens_at > now else Item.Status.OPEN,
            created_by=by,
        )
    )
    promises.remind(item, series.ladder)
    return item


def carry_on(done: Item, *, by: Any) -> None:
    """After an occurrence has ended: raise the next, or end a promise that was kept to its end."""
    series = done.series
    if series is None or series.status != FollowUp.Status.RUNNING:
        return
    found = following(
        series.first_due_at,
        done.n or 1,
        series.cadence,
        clock.now(),
        series.case.facility.tz,
        until=series.until_on,
        at_most=series.at_most,
        closed=closed_days(series),
    )
    if found is None:
        change(series, status=FollowUp.Status.ENDED)
    else:
        occur(series, *found, by=by)


def closed_days(series: FollowUp) -> frozenset[date]:
    """The dates the site adds to the holidays; only the clock of working days asks."""
    return site_holidays(series.case.facility) if series.clock == ClockKind.BUSINESS else NO_DATES


def stop(series: FollowUp, why: str, *, by: Any = None) -> None:
    """End a promise: what is still open of it is cancelled for the same reason. The kernel saves the promise."""
    series.stop_reason, series.stopped_at = why, clock.now()
    for item in Item.objects.filter(series=series, status__in=LIVE):
        endings.drop(item, why, by=by)
        change(
            item,
            status=item.status,
            cancel_reason=item.cancel_reason,
            cancelled_at=item.cancelled_at,
            waiting_on="",
        )
