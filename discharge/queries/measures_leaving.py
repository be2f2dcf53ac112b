"""Measures of the departure itself: before noon, on the expected day, with medicines and teaching done. Reads only."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from core.localtime import local
from core.rates import Rate, Spread, rate, spread
from discharge.models import ExpectedDateChange, Milestone
from encounters.dispositions import ACUTE_TRANSFER, AGAINST_ADVICE, COMMUNITY, DIED, POST_ACUTE
from encounters.models import Encounter
from encounters.queries.stays import DAY, INPATIENT

NOON = time(12)
BEFORE = timedelta(hours=48)
HOSPICE_HERE = frozenset({"51"})


def departures(among: "QuerySet[Encounter]", first: date, last: date) -> list[Any]:
    """The inpatient stays among some visits that ended on the dates of a period, by the facility's dates: one statement.

    Each carries the date that was expected 48 hours before leaving (`expected`), and whether medicines were reconciled
    (`reconciled`) and what was taught was recorded (`taught`) before the patient left.
    """
    stays = among.filter(kind=INPATIENT, status=Encounter.Status.FINISHED, ended_at__date__gte=first - DAY)
    stays = stays.filter(ended_at__date__lte=last + DAY, started_at__isnull=False).select_related("facility")
    changes = ExpectedDateChange.objects.filter(
        case=OuterRef("case"), changed_at__lte=OuterRef("ended_at") - BEFORE
    )
    rows = stays.annotate(
        expected=Subquery(changes.order_by("-changed_at", "-pk").values("new")[:1]),
        ready_at=Subquery(_reached("medically_ready").values("reached_at")[:1]),
        reconciled=Exists(_reached("medicines_reconciled")),
        taught=Exists(_reached("taught")),
    )
    return [row for row in rows.order_by("ended_at", "pk") if first <= left(row).date() <= last]


def left(row: Any) -> Any:
    """The wall time of leaving at the facility."""
    return local(row.ended_at, row.facility.tz)


def before_noon(rows: Iterable[Any]) -> Rate:
    """KPI-07 discharge before noon: left before 12:00:00 local / discharges after at least one midnight.

    Left out: deaths, against advice, hospice in a facility. Not a target: evening departures must not be delayed.
    """
    counted = [
        row for row in rows if _nights(row) and row.disposition not in DIED | AGAINST_ADVICE | HOSPICE_HERE
    ]
    return rate((row.pk, left(row).timetz().replace(tzinfo=None) < NOON) for row in counted)


def ready_to_exit(rows: Iterable[Any]) -> Spread:
    """KPI-07 companion: minutes from medically ready (the order to leave) to leaving, of those where both are known."""
    known = [row for row in rows if row.ready_at is not None and row.ready_at <= row.ended_at]
    return spread((row.pk, int((row.ended_at - row.ready_at).total_seconds() // 60)) for row in known)


def on_expected_day(rows: Iterable[Any]) -> Rate:
    """KPI-08 accuracy of the expected date: left on the day expected 48 hours before / discharges with a date then."""
    return rate((row.pk, left(row).date() == row.expected) for row in rows if row.expected is not None)


def medicines_and_teaching(rows: Iterable[Any]) -> Rate:
    """KPI-20 medicines reconciled and teaching recorded before leaving / discharges home and to care after the hospital.

    Left out: against advice, deaths, transfers to another acute hospital.
    """
    wanted = (COMMUNITY | POST_ACUTE) - ACUTE_TRANSFER
    return rate((row.pk, bool(row.reconciled and row.taught)) for row in rows if row.disposition in wanted)


def _nights(row: Any) -> int:
    zone: ZoneInfo = row.facility.tz
    return (left(row).date() - local(row.started_at, zone).date()).days


def _reached(code: str) -> "QuerySet[Milestone]":
    """A milestone of the same stay, reached before it ended."""
    rows = Milestone.objects.filter(case=OuterRef("case"), code=code, error_at=None)
    rows = rows.filter(reached_at__gte=OuterRef("started_at"), reached_at__lte=OuterRef("ended_at"))
    return rows.order_by("-reached_at")
