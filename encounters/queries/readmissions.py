"""Readmissions among real visits: two statements, then the nine rules (`encounters.readmissions`). Reads only."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from core import clock
from core.localtime import local
from core.rates import Rate, rate
from encounters.models import Encounter, StayCoding
from encounters.queries.stays import DAY, INPATIENT, Ended, ended, with_times
from encounters.readmissions import Judged, Stay, judge

COLUMNS = (
    "pk", "patient_id", "patient__birth_date", "facility_id", "facility__zone", "ordered_at", "ended_at", "disposition", "said",
)  # fmt: skip


def judged(
    among: "QuerySet[Encounter]", first: date, last: date, *, within: int = 30, today: date | None = None
) -> list[tuple[Ended, Judged]]:
    """The stays among some visits that ended in a period, each judged as an index.

    What followed them is read of every acute hospital the system knows, whoever asks: only the index is shown.
    """
    indexes = ended(among, first, last)
    rows = around(indexes, first, last + timedelta(days=within))
    return judged_of(indexes, rows, within=within, today=today)


def around(indexes: Iterable[Ended], first: date, until: date) -> list[Stay]:
    """Every inpatient stay of the patients of some stays, from a date until a day after another; one statement."""
    rows = _around({stay.patient for stay in indexes}, first, until + DAY)
    return [_stay(row) for row in rows]


def judged_of(
    indexes: Iterable[Ended], rows: Iterable[Stay], *, within: int = 30, today: date | None = None
) -> list[tuple[Ended, Judged]]:
    """Stays that are at hand already, judged among all stays of their patients; for several windows over one reading."""
    wanted = {stay.key: stay for stay in indexes}
    found = judge(rows, within=within, today=today or clock.now().date())
    return [(wanted[row.stay.key], row) for row in found if row.stay.key in wanted]


def readmissions(
    among: "QuerySet[Encounter]", first: date, last: date, *, within: int = 30, **run: Any
) -> Rate:
    """KPI-04 all-cause unplanned readmission within 7, 14 or 30 days: index discharges followed by one / eligible ones.

    By the rules R-READ; not the risk-standardised rate of CMS. `rows` are the eligible index stays.
    """
    return _rate(judged(among, first, last, within=within, **run))


def readmissions_by(found: Iterable[tuple[Ended, Judged]], of: Callable[[Ended], Any]) -> dict[Any, Rate]:
    """The same by unit, team, or whatever else is told of the index stay: `readmissions_by(rows, lambda s: s.unit)`."""
    groups: dict[Any, list[tuple[Ended, Judged]]] = {}
    for stay, row in found:
        groups.setdefault(of(stay), []).append((stay, row))
    return {key: _rate(rows) for key, rows in groups.items()}


def _rate(rows: Iterable[tuple[Ended, Judged]]) -> Rate:
    return rate((stay.key, row.readmitted) for stay, row in rows if row.eligible)


def _around(patients: Iterable[Any], first: date, until: date) -> "QuerySet[Encounter, Any]":
    """All inpatient stays of some patients that touch the time in which the judgement is made."""
    stays = Encounter.objects.filter(patient__in=list(patients), kind=INPATIENT, started_at__isnull=False)
    stays = stays.filter(status__in=[Encounter.Status.IN_PROGRESS, Encounter.Status.FINISHED])
    near = Q(ended_at=None) | Q(ended_at__date__gte=first - DAY)
    rows = with_times(stays.filter(near, started_at__date__lte=until + DAY))
    return rows.order_by("started_at", "pk").values(*COLUMNS)


def _stay(row: dict[str, Any]) -> Stay:
    zone, coded = ZoneInfo(row["facility__zone"]), row["said"] or {}
    return Stay(
        key=row["pk"],
        patient=row["patient_id"],
        hospital=row["facility_id"],
        arrived_at=local(row["ordered_at"], zone),
        left_at=local(row["ended_at"], zone) if row["ended_at"] else None,
        disposition=row["disposition"],
        condition=coded.get("condition", ""),
        line=coded.get("line", StayCoding.Line.OTHER),
        planned=coded.get("planned") == StayCoding.Planned.PLANNED,
        born_on=row["patient__birth_date"],
    )
