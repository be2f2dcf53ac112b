"""The timeline at a past instant: the case as it stood then, with nothing to do on it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from core import clock
from core.htmx import show
from core.localtime import local, scheduled
from discharge.queries import as_it_was as past
from discharge.queries.timeline import by_day, happened
from patients.header import case_page
from patients.models import Case


def stood(request: HttpRequest, case: Case, asked: str) -> HttpResponse:
    """The page of a day ("2026-11-12": at its end) or an instant of the facility's clock ("2026-11-12T09:00")."""
    at = _instant(asked, case)
    page = case_page(case, request.user, "timeline")
    was = past.as_it_was(case, at, page["rights"])
    if was is not None:
        page["banner"] = past.header(page["banner"], was, case, page["rights"])
    told = happened(case, page["rights"], before=past.cursor(at), reader=request.user)
    page |= {"was": was, "at": at, "days": by_day(told.entries, case), **_days_beside(at, case)}
    return show(request, "cases/as_it_was.html", page)


def _instant(asked: str, case: Case) -> datetime:
    """What was asked as an instant that is over; 400 for anything that is no day or time, or is still to come."""
    zone, now = case.facility.tz, clock.now()
    try:
        day, _sep, wall = asked.partition("T")
        on, at = date.fromisoformat(day), time.fromisoformat(wall) if wall else None
        found = (
            scheduled(on, at, zone)
            if at
            else scheduled(on + timedelta(days=1), time(0), zone) - timedelta(seconds=1)
        )
    except (ValueError, OverflowError):
        raise BadRequest("This is no day or time. Write it as 2026-11-12 or 2026-11-12T09:00.") from None
    if found > now and not (at is None and on == local(now, zone).date()):
        raise BadRequest("This is still to come. Choose a day that is over, or today.")
    return min(found, now)


def _days_beside(at: datetime, case: Case) -> dict[str, Any]:
    """The day that is read, for the field that chooses another, and the days beside it as links."""
    on = local(at, case.facility.tz).date()
    today = clock.today(case.facility.tz)
    after = on + timedelta(days=1)
    before = on - timedelta(days=1)
    return {
        "on": on.isoformat(),
        "before": before.isoformat(),
        "after": after.isoformat() if after <= today else "",
    }
