"""Follow-ups as they unfold: a promise begins, its occurrences follow one another, it ends. Used inside verbs only."""

from datetime import datetime
from typing import Any

from core import clock
from core.actions import change, keep
from core.localtime import start_of_day
from patients.models import Case
from worklist import cadence, promises
from worklist.models import FollowUp, Item


def begin(case: Case, *, by: Any, ladder: tuple[int, ...], **promise: Any) -> FollowUp:
    """Write a new follow-up with its first occurrence and reminders."""
    series = keep(FollowUp(case=case, created_by=by, ladder=list(ladder), **promise))
    occur(series, 1, series.first_due_at, by=by)
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
    found = cadence.following(
        series.first_due_at,
        done.n or 1,
        series.every_days,
        series.until_on,
        clock.now(),
        series.case.facility.tz,
    )
    if found is None:
        change(series, status=FollowUp.Status.ENDED)
    else:
        occur(series, *found, by=by)
