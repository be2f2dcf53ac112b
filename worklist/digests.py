"""Summaries by e-mail: every working day, or on the first working day of the week, each once; counts and no patient.

The counts come from the queries of the pages they lead to. A summary honours every switch: no e-mail, no summary.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from core import clock
from core.calendar import NO_DATES, add_business_days, is_business_day
from core.localtime import scheduled
from facilities.queries import site_holidays
from policy.escalation import quiet_until
from policy.queries import house_escalation
from worklist import my_day, queries
from worklist.models import Notification, Outbox, Preference

Digest = Preference.Digest
# What supervisors hear besides; an app above registers its own page's numbers, each by its words.
TEAM: list[Callable[[Any], dict[str, int]]] = []


def write_due(batch: int = 100) -> int:
    """Write the summaries whose hour has come where their person is; how many were written."""
    at, written = time.fromisoformat(house_escalation(clock.now()).digest_at), 0
    wishes = Preference.objects.exclude(digest=Digest.NONE).filter(user__is_active=True)
    for zone in sorted(set(wishes.values_list("user__zone", flat=True))):
        today = clock.today(zone)
        if clock.now() >= scheduled(today, at, ZoneInfo(zone)):
            waits = wishes.filter(Q(digested_on=None) | Q(digested_on__lt=today), user__zone=zone)
            written += _write(waits, today, batch)
    return written


def _write(waits: Any, today: date, batch: int) -> int:
    with transaction.atomic():
        rows = waits.select_for_update(skip_locked=True, of=("self",)).select_related("user")
        found = list(rows.order_by("pk")[:batch])
        letters = [
            _letter(wish, today)
            for wish in found
            if wish.by_email and wish.user.email and _is_day(wish, today)
        ]
        Outbox.objects.bulk_create(letters, ignore_conflicts=True)
        Preference.objects.filter(pk__in=[wish.pk for wish in found]).update(digested_on=today)
    return len(letters)


def _is_day(wish: Preference, today: date) -> bool:
    """A working day where they work; for the weekly summary the first of its week."""
    place = queries.places_of(wish.user).first()
    holidays = site_holidays(place) if place else NO_DATES
    if wish.digest == Digest.DAILY:
        return is_business_day(today, holidays)
    return add_business_days(today - timedelta(days=today.weekday()), 0, holidays) == today


def _letter(wish: Preference, today: date) -> Outbox:
    return Outbox(
        channel=Outbox.Channel.EMAIL,
        recipient=wish.user,
        idem_key=f"digest:{wish.user_id}:{today}",
        template="digest",
        facts=counts(wish.user) | {"weekly": int(wish.digest == Digest.WEEKLY)},
        next_try=_allowed(wish, clock.now()),
    )


def counts(user: Any) -> dict[str, Any]:
    """What stands on a person's pages now: late, today, soon, unread; and for a supervisor the numbers of the team."""
    user.acting_role = user.default_role
    found: dict[str, Any] = my_day.totals(user)
    found["unread"] = Notification.objects.filter(recipient=user, read_at=None)[:100].count()
    found["team"] = {str(label): number for numbers in TEAM for label, number in numbers(user).items()}
    return found


def _allowed(wish: Preference, now: datetime) -> datetime:
    if wish.quiet_from is None or wish.quiet_until is None:
        return now
    return quiet_until(now, wish.user.tz, wish.quiet_from, wish.quiet_until)
