"""Ended stays with what was coded of them, and the national table beside the expected date. Reads only."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject, Least

from core import clock
from core.localtime import local_date
from core.rates import Spread, spread
from encounters.dispositions import ACUTE_TRANSFER, DIED
from encounters.lengths import (
    Against,
    Coded,
    Length,
    against_mean,
    fiscal_year,
    hint,
    length,
    paid_as_transfer,
)
from encounters.models import Encounter, ExpectedStay, StatusOrder, StayCoding, StayImport

INPATIENT = Encounter.Kind.INPATIENT
# A day's grace around a period in UTC: no zone is further off.
DAY = timedelta(days=1)
# What KPI-01 reports beside the main figure, and what it leaves out.
APART = ("hospice", "psychiatric", "rehabilitation")
NO_STAY = ("newborn",)
FIELDS = ("drg", "final", "condition", "line", "planned")


def coding(encounter: Encounter) -> StayCoding | None:
    """What was last coded of a stay, if anything was."""
    return encounter.codings.order_by("-coded_at", "-pk").first()


def expected_stay(encounter: Encounter) -> ExpectedStay | None:
    """How long stays of this one's group last, by the year in which it ended or today; None without group or table."""
    coded = coding(encounter)
    if coded is None or not coded.drg:
        return None
    on = local_date(encounter.ended_at or clock.now(), encounter.facility.tz)
    rows = ExpectedStay.objects.filter(drg=coded.drg, fiscal_year=fiscal_year(on))
    return rows.select_related("brought").first()


@dataclass(frozen=True)
class Beside:
    """What stands beside the expected date: the group, its mean, a day to plan with, and whence it comes."""

    coding: StayCoding | None
    table: bool
    row: ExpectedStay | None
    hint: date | None
    length: Length | None
    transfer_paid: bool


def beside_date(encounter: Encounter | None, rights: Collection[str]) -> Beside | None:
    """GMLOS beside the expected date (two statements); nothing without a visit or the right to see it.

    The line of 42 CFR 412.4 is for supervisors alone.
    """
    if encounter is None or "view_encounter" not in rights or encounter.started_at is None:
        return None
    zone, coded = encounter.facility.tz, coding(encounter)
    found = _nearest(fiscal_year(local_date(encounter.ended_at or clock.now(), zone)), coded)
    row = found if found and coded and found.drg == coded.drg else None
    stay = length(encounter.started_at, encounter.ended_at, zone) if encounter.ended_at else None
    day = hint(local_date(encounter.started_at, zone), row.gmlos if row else None)
    paid = "supervise" in rights and _paid_as_transfer(encounter, stay, row)
    return Beside(coded, found is not None, row, day, stay, paid)


def beside_reads(at: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """What stands beside the date of a patient in the house, as values of a statement about cases: for `beside_of`."""
    here = {"encounter__status": Encounter.Status.IN_PROGRESS, "encounter__kind": INPATIENT}
    order = ("-encounter__started_at", "-coded_at", "-pk")
    coded = StayCoding.objects.filter(encounter__case=OuterRef("pk"), **here).order_by(*order)
    group = StayCoding.objects.filter(encounter__case=OuterRef(OuterRef("pk")), **here).order_by(*order)
    table = ExpectedStay.objects.filter(fiscal_year=fiscal_year(local_date(at, zone)))
    said = JSONObject(drg="drg", gmlos="gmlos", source="brought__source", invented="brought__invented")
    return {
        "stay_coded": Subquery(coded.values(said=JSONObject(drg="drg", final="final"))[:1]),
        "stay_table": Exists(table),
        "stay_row": Subquery(table.filter(drg=Subquery(group.values("drg")[:1])).values(said=said)[:1]),
    }


def beside_of(read: Mapping[str, Any], started_at: datetime, zone: ZoneInfo) -> Beside:
    """What was read by `beside_reads`, of a stay that began at an instant; the rows are unsaved, to be drawn."""
    coded, said = read["stay_coded"], read["stay_row"]
    row = None
    if said is not None:
        mean = None if said["gmlos"] is None else Decimal(str(said["gmlos"]))
        brought = StayImport(source=said["source"], invented=said["invented"])
        row = ExpectedStay(drg=said["drg"], gmlos=mean, brought=brought)
    day = hint(local_date(started_at, zone), row.gmlos if row else None)
    return Beside(StayCoding(**coded) if coded else None, read["stay_table"], row, day, None, False)


def _nearest(year: int, coded: StayCoding | None) -> ExpectedStay | None:
    """The group's row in the table of a year, else any row of it, which says that there is a table."""
    mine = Q(drg=coded.drg if coded else "")
    rows = ExpectedStay.objects.filter(fiscal_year=year).annotate(mine=mine).select_related("brought")
    return rows.order_by("-mine").first()


def _paid_as_transfer(encounter: Encounter, stay: Length | None, row: ExpectedStay | None) -> bool:
    if stay is None or row is None:
        return False
    return paid_as_transfer(stay.days, row.gmlos, flagged=row.post_acute, disposition=encounter.disposition)


@dataclass(frozen=True)
class Ended:
    """One inpatient stay that ended, with its lengths and what was coded of it."""

    key: Any
    patient: Any
    facility: Any
    unit: Any
    team: Any
    arrived_at: datetime
    left_at: datetime
    left_on: date
    disposition: str
    length: Length
    coded: Mapping[str, Any]

    @property
    def line(self) -> str:
        return str(self.coded.get("line", "other"))


def newest_coding(visit: str = "pk") -> Subquery:
    """What was last coded of a visit, as one value of a statement about it."""
    rows = StayCoding.objects.filter(encounter=OuterRef(visit)).order_by("-coded_at", "-pk")
    return Subquery(rows.values(said=JSONObject(**{name: name for name in FIELDS}))[:1])


def ended(among: "QuerySet[Encounter]", first: date, last: date) -> list[Ended]:
    """The inpatient stays among some visits that ended on the dates of a period, by the facility's dates.

    One statement. A stay begins with the first order as an inpatient, else with the admission.
    """
    rows = with_times(_in_period(among, first, last)).values(
        "pk", "patient_id", "facility_id", "facility__zone", "unit_id", "case__team_id", "started_at", "ended_at",
        "disposition", "ordered_at", "first_care", "said",
    )  # fmt: skip
    found = [_ended(row) for row in rows.order_by("ended_at", "pk")]
    return [stay for stay in found if first <= stay.left_on <= last]


def _in_period(among: "QuerySet[Encounter]", first: date, last: date) -> "QuerySet[Encounter]":
    stays = among.filter(kind=INPATIENT, status=Encounter.Status.FINISHED, started_at__isnull=False)
    return stays.filter(ended_at__date__gte=first - DAY, ended_at__date__lte=last + DAY)


def with_times(stays: "QuerySet[Encounter]") -> "QuerySet[Any]":
    """Stays with when they were ordered (`ordered_at`), when care in the house began, and what was coded (`said`)."""
    orders = StatusOrder.objects.filter(encounter=OuterRef("pk"), corrected_by=None).order_by()
    inpatient = orders.filter(status=StatusOrder.Status.INPATIENT).values("encounter")
    before = Encounter.objects.filter(
        patient=OuterRef("patient"),
        facility=OuterRef("facility"),
        kind__in=[Encounter.Kind.EMERGENCY, Encounter.Kind.OBSERVATION],
        started_at__lte=OuterRef("started_at"),
        ended_at__gte=OuterRef("started_at"),
    ).order_by()
    earliest = Subquery(orders.values("encounter").annotate(at=Min("ordered_at")).values("at"))
    emergency = Subquery(before.values("patient").annotate(at=Min("started_at")).values("at"))
    ordered = Subquery(inpatient.annotate(at=Min("ordered_at")).values("at"))
    return stays.annotate(
        ordered_at=Coalesce(ordered, F("started_at")),
        # The least of what is known; PostgreSQL passes over what is not.
        first_care=Least(F("started_at"), earliest, emergency),
        said=newest_coding(),
    )


def _ended(row: Mapping[str, Any]) -> Ended:
    zone = ZoneInfo(row["facility__zone"])
    return Ended(
        key=row["pk"],
        patient=row["patient_id"],
        facility=row["facility_id"],
        unit=row["unit_id"],
        team=row["case__team_id"],
        arrived_at=row["ordered_at"],
        left_at=row["ended_at"],
        left_on=local_date(row["ended_at"], zone),
        disposition=row["disposition"],
        length=length(row["ordered_at"], row["ended_at"], zone, row["first_care"]),
        coded=row["said"] or {},
    )


@dataclass(frozen=True)
class Stays:
    """KPI-01: days of the stays of a period; with and without deaths and transfers, special stays apart."""

    all: Spread
    adjusted: Spread
    apart: Mapping[str, Spread]
    flagged: int


def lengths_of_stay(stays: Iterable[Ended]) -> Stays:
    """KPI-01 length of stay: midnights from the inpatient order to leaving, over the inpatient discharges of a period.

    Still in the house and newborns are left out; hospice, psychiatric and rehabilitation stays are reported apart. Deaths
    and transfers count and are flagged; `adjusted` is without them.
    """
    every = [stay for stay in stays if stay.line not in NO_STAY]
    usual = [stay for stay in every if stay.line not in APART]
    plain = [stay for stay in usual if stay.disposition not in DIED | ACUTE_TRANSFER]
    apart = {line: _days(stay for stay in every if stay.line == line) for line in APART}
    return Stays(_days(usual), _days(plain), apart, len(usual) - len(plain))


def _days(stays: Iterable[Ended]) -> Spread:
    return spread((stay.key, stay.length.days) for stay in stays)


def variance(stays: Iterable[Ended]) -> Against:
    """KPI-02 days against GMLOS: the final group's mean in the federal fiscal year of the discharge; one statement.

    Left out: without a final group, without a mean, deaths, against advice, acute transfers. Stays of more than the mean
    and 30 days are shown with and without.
    """
    every = list(stays)
    means = _means(every)
    return against_mean(
        Coded(stay.key, stay.length.days, stay.disposition, means.get(_group(stay))) for stay in every
    )


def _group(stay: Ended) -> tuple[int, str]:
    """The year and the final group of a stay; an empty group where none is final."""
    return fiscal_year(stay.left_on), stay.coded.get("drg", "") if stay.coded.get("final") else ""


def _means(stays: Iterable[Ended]) -> dict[tuple[int, str], Decimal]:
    wanted = {_group(stay) for stay in stays}
    rows = ExpectedStay.objects.filter(
        fiscal_year__in={year for year, _drg in wanted}, drg__in={drg for _year, drg in wanted if drg}
    )
    found = rows.values_list("fiscal_year", "drg", "gmlos")
    return {(year, drg): mean for year, drg, mean in found if mean is not None}


def last_stay(case: Any) -> Encounter | None:
    """The inpatient stay of a case that began last, over or not."""
    rows = Encounter.objects.filter(case=case, kind=INPATIENT, started_at__isnull=False)
    rows = rows.exclude(status=Encounter.Status.CANCELLED).select_related("facility", "unit")
    return rows.order_by("-started_at", "-pk").first()


def codings(visit: Encounter | None) -> list[StayCoding]:
    """Everything that was coded of a stay, newest first, with who said it."""
    if visit is None:
        return []
    return list(visit.codings.select_related("coded_by").order_by("-coded_at", "-pk"))
