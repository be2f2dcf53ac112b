"""A person's private calendar feed: whose it is, whether it still lives, and what it holds."""

import hmac
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.keys import digest_of
from core import clock
from core.access import OWN, visible_to
from patients.naming import display_name, provisional_name
from worklist import ics
from worklist.models import Appointment, CalendarFeed

# How far back and ahead a calendar reads.
BACK, AHEAD = timedelta(days=30), timedelta(days=366)
LIMIT = 500
MOST = 10
# Readings a minute, of one feed and of one source with addresses that lead nowhere; counted per process.
OFTEN, SECONDS = 30, 60


def live(plain: str) -> CalendarFeed | None:
    """The feed of an address; None when it is unknown, revoked, or its person left or has a new password."""
    rows = CalendarFeed.objects.filter(digest=digest_of(plain), revoked_at=None, user__is_active=True)
    feed = rows.select_related("user").first()
    return feed if feed and _same_password(feed) else None


def of(user: Any) -> list[CalendarFeed]:
    """One's feeds that still live, the newest first."""
    rows = visible_to(CalendarFeed, user, OWN).filter(revoked_at=None).select_related("user")
    return [feed for feed in rows.order_by("-created_at") if _same_password(feed)]


def read(feed: CalendarFeed) -> tuple[list[Appointment], bytes]:
    """The appointments the person may see now, and the file that tells of them; the reading is noted on the feed."""
    user, now = feed.user, clock.now()
    rows = visible_to(Appointment, user, portable=True).select_related("case__patient")
    rows = rows.filter(user=user, starts_at__gte=now - BACK, starts_at__lte=now + AHEAD)
    shown = list(rows.order_by("starts_at", "pk")[:LIMIT])
    CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)
    title = _("Appointments of %(name)s") % {"name": user.short}
    return shown, ics.write(shown, title=title, named=_named if feed.with_names else _nameless)


def too_often(key: str) -> bool:
    """Whether this is more than `OFTEN` readings a minute under one key."""
    name = f"feed:{key}"
    cache.add(name, 0, SECONDS)
    try:
        return bool(cache.incr(name) > OFTEN)
    except ValueError:  # it ran out between the two
        return False


def mark_of(user: Any) -> str:
    """What stands for a person's password now."""
    return str(user.get_session_auth_hash())


def _same_password(feed: CalendarFeed) -> bool:
    marks = [mark_of(feed.user), *feed.user.get_session_auth_fallback_hash()]
    return any(hmac.compare_digest(feed.mark, mark) for mark in marks)


def _named(row: Appointment) -> str:
    """The patient's name; never of one who is watched over, nor of a restricted case."""
    case, patient = row.case, row.case.patient
    if case.restricted or patient.watch:
        return ""
    plain = (
        provisional_name(patient.alias)
        if patient.provisional
        else display_name(patient.family, patient.given)
    )
    return str(plain)


def _nameless(_row: Appointment) -> str:
    return ""
