"""What the engagement index counts, for many cases at once: five statements whatever their number. Reads only."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from core.localtime import local_date
from outreach.attempts import REACHED
from outreach.models import EngagementScore
from patients.models import Case
from policy.engagement import Counts
from worklist.models import Appointment, ContactAttempt, Item

# What an app above counts as answered beside follow-ups, of so many expected: a function of (cases, since, until).
ANSWERS: list[Callable[[Iterable[Case], datetime, datetime], Mapping[UUID, tuple[int, int]]]] = []
KEPT, MISSED = Appointment.Status.KEPT, Appointment.Status.NO_SHOW


def counted(cases: Iterable[Case], until: datetime, days: int) -> dict[UUID, Counts]:
    """The counts of each case in the window that ends at an instant."""
    rows = {case.pk: case for case in cases}
    since = until - timedelta(days=days)
    reached = _pairs(
        ContactAttempt.objects.filter(case__in=rows, at__gt=since, at__lte=until),
        Q(outcome__in=REACHED),
    )
    kept = _pairs(
        Appointment.objects.filter(
            case__in=rows, status__in=(KEPT, MISSED), starts_at__gt=since, starts_at__lte=until
        ),
        Q(status=KEPT),
    )
    ended = Q(done_at__gt=since, done_at__lte=until) | Q(missed_at__gt=since, missed_at__lte=until)
    answered = _pairs(
        Item.objects.filter(ended, case__in=rows, series__isnull=False),
        Q(status=Item.Status.DONE) & ~_unanswered(),
    )
    for more in ANSWERS:
        answered = _added(answered, more(rows.values(), since, until))
    last = _last(rows, until)
    return {
        key: Counts(
            reached.get(key, (0, 0)),
            kept.get(key, (0, 0)),
            answered.get(key, (0, 0)),
            _days(last.get(key), until, case),
        )
        for key, case in rows.items()
    }


def before(cases: Iterable[Case]) -> dict[UUID, EngagementScore]:
    """The latest score of each case that has one."""
    rows = EngagementScore.objects.filter(case__in=[case.pk for case in cases])
    return {row.case_id: row for row in rows.order_by("case", "-on").distinct("case")}


def _pairs(rows: "QuerySet[Any]", good: Q) -> dict[UUID, tuple[int, int]]:
    """For each case how many of its rows are good, and how many there are."""
    found = rows.order_by().values("case").annotate(good=Count("pk", filter=good), all=Count("pk"))
    return {row["case"]: (row["good"], row["all"]) for row in found}


def _added(
    one: Mapping[UUID, tuple[int, int]], other: Mapping[UUID, tuple[int, int]]
) -> dict[UUID, tuple[int, int]]:
    pairs = {key: (one.get(key, (0, 0)), other.get(key, (0, 0))) for key in {*one, *other}}
    return {key: (left[0] + right[0], left[1] + right[1]) for key, (left, right) in pairs.items()}


def _unanswered() -> Q:
    """Follow-ups that were tried and reached nobody, however they ended; most are none, and are not tried at all."""
    tried = ContactAttempt.objects.filter(item=OuterRef("pk"))
    return Q(Exists(tried), ~Exists(tried.filter(outcome__in=REACHED)))


def _last(cases: Iterable[UUID], until: datetime) -> dict[UUID, datetime]:
    rows = ContactAttempt.objects.filter(case__in=list(cases), outcome__in=REACHED, at__lte=until)
    return dict(rows.order_by().values("case").annotate(last=Max("at")).values_list("case", "last"))


def _days(last: datetime | None, until: datetime, case: Case) -> int | None:
    zone = case.facility.tz
    return (local_date(until, zone) - local_date(last, zone)).days if last else None
