"""Measures of the time after leaving: contact, visit, review. Each is a named query with its definition. Reads only."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from core.localtime import local_date
from core.rates import Rate, rate
from discharge.after_ends import CONSENT
from discharge.afterwards import COMMUNITY_GROUP, SPOKEN
from discharge.models import AfterDischarge, ReadmissionReview
from encounters.models import Encounter
from worklist.models import ContactAttempt

WITHIN = timedelta(hours=48)
DAY = timedelta(days=1)
ATTEMPTS = 2


def departures(
    among: "QuerySet[AfterDischarge]", first: date, last: date, group: str = COMMUNITY_GROUP
) -> list[Any]:
    """The programmes of departures on the dates of a period, by the facility's dates: one statement.

    Each carries when the patient was admitted again (`back_at`), died (`died_at`), and how often somebody tried within
    the two business days (`in_time`). Departures taken back are none; those against advice (`ama`) are asked for apart.
    """
    rows = with_ends(among, group)
    rows = rows.filter(left_at__date__gte=first - DAY, left_at__date__lte=last + DAY)
    rows = rows.select_related("case__facility").annotate(in_time=Coalesce(Subquery(_tried()), 0))
    found = rows.order_by("left_at", "pk")
    return [row for row in found if first <= local_date(row.left_at, row.case.facility.tz) <= last]


def with_ends(among: "QuerySet[AfterDischarge]", group: str = COMMUNITY_GROUP) -> "QuerySet[AfterDischarge]":
    """Programmes of departures that stand, each with when the patient was admitted again and when they died."""
    rows = among.filter(error_at=None, group=group, encounter__status=Encounter.Status.FINISHED)
    back = Subquery(_back().values("started_at")[:1])
    return rows.annotate(back_at=back, died_at=F("case__patient__deceased_at"))


def contact_48_hours(rows: Iterable[Any]) -> Rate:
    """KPI-11 (a) contact within 48 hours: reached at most 48:00:00 elapsed hours after leaving / live discharges home.

    Two-way, with the patient or who cares for them; a message is an attempt. Left out: hospice, transfers, and who was
    admitted again or died before the deadline without contact, or withdrew consent to be called.
    """
    return _reached(rows, lambda row: row.left_at + WITHIN)


def contact_2_business_days(rows: Iterable[Any]) -> Rate:
    """KPI-11 (b) contact by the end of the second business day after leaving / live discharges home; left out as (a)."""
    return _reached(rows, lambda row: row.business_contact_by)


def two_attempts_in_time(rows: Iterable[Any]) -> Rate:
    """KPI-11 attempts: reached or tried twice within two business days / the same departures."""
    counted = [row for row in rows if _counts(row, row.business_contact_by)]
    return rate(
        (row.encounter_id, _in_time(row, row.business_contact_by) or row.in_time >= ATTEMPTS)
        for row in counted
    )


def visit_kept(rows: Iterable[Any], days: int) -> Rate:
    """KPI-12 follow-up visit kept within 7 or 14 calendar days / live discharges home.

    Left out: admitted again or died before a visit and within those days.
    """
    ends = {7: "visit_7_by", 14: "visit_14_by"}[days]
    counted = [row for row in rows if not _gone(row, row.visited_at, getattr(row, ends))]
    return rate((row.encounter_id, _by(row.visited_at, getattr(row, ends))) for row in counted)


def reviewed_in_time(among: "QuerySet[ReadmissionReview]", since: datetime, until: datetime) -> Rate:
    """Returns reviewed by their due time / returns whose review fell due in a time."""
    rows = among.filter(error_at=None, due_at__gte=since, due_at__lt=until).order_by("due_at", "pk")
    found = rows.values_list("pk", "reviewed_at", "due_at")
    return rate((key, _by(reviewed, due)) for key, reviewed, due in found)


def _reached(rows: Iterable[Any], deadline: Callable[[Any], datetime]) -> Rate:
    counted = [row for row in rows if _counts(row, deadline(row))]
    return rate((row.encounter_id, _in_time(row, deadline(row))) for row in counted)


def _counts(row: Any, deadline: datetime) -> bool:
    silent = row.status == AfterDischarge.Status.STOPPED and row.stopped_because == str(CONSENT)
    return not silent and not _gone(row, row.contacted_at, deadline)


def _gone(row: Any, done_at: datetime | None, deadline: datetime) -> bool:
    """Admitted again or dead by the deadline, and it had not been done before."""
    ends = [at for at in (row.back_at, row.died_at) if at is not None]
    return bool(ends) and min(ends) <= deadline and not _by(done_at, min(ends))


def _in_time(row: Any, deadline: datetime) -> bool:
    return _by(row.contacted_at, deadline)


def _by(at: datetime | None, deadline: datetime) -> bool:
    return at is not None and at <= deadline


def _back() -> "QuerySet[Encounter]":
    rows = Encounter.objects.filter(
        patient=OuterRef("encounter__patient"),
        kind=Encounter.Kind.INPATIENT,
        status__in=[Encounter.Status.IN_PROGRESS, Encounter.Status.FINISHED],
        started_at__gte=OuterRef("left_at"),
    )
    return rows.exclude(pk=OuterRef("encounter")).order_by("started_at")


def _tried() -> "QuerySet[ContactAttempt, Any]":
    tried = ContactAttempt.objects.filter(
        case=OuterRef("case"),
        mode__in=SPOKEN,
        at__gte=OuterRef("left_at"),
        at__lte=OuterRef("business_contact_by"),
    )
    return tried.order_by().values("case").annotate(n=Count("pk")).values("n")
