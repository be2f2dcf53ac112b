"""What a forecast is drawn from, read for a whole house in few statements; and how good past forecasts were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, ExpressionWrapper, F, FloatField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Extract, JSONObject

from core import clock
from core.access import visible_to
from core.localtime import local_date
from discharge import forecasting
from discharge.forecasting import Ahead, Calibration, Figures, Past, Range
from discharge.models import DischargePlan, Forecast, LeavingStep, Milestone
from encounters.models import Encounter
from facilities.models import Facility
from patients.models import Case, Stage
from policy.milestones import LEFT, Milestones
from policy.ready import milestones_of

# Stays of longer ago say little about how the house works now.
LOOK_BACK = timedelta(days=180)
# A forecast is held to account by what it said so long before the patient left (as KPI-08 does for dates).
BEFORE = timedelta(hours=48)
STAYS = (Encounter.Kind.INPATIENT, Encounter.Kind.OBSERVATION, Encounter.Kind.EMERGENCY)


@dataclass(frozen=True)
class Said:
    """The forecast of one case, drawn just now."""

    case: UUID
    leaving: int
    made_at: datetime
    range: Range
    days: tuple[date, date, date]


def of_house(facility: Facility, *, but: Iterable[UUID] = (), figures: Figures | None = None) -> list[Said]:
    """A forecast for everybody in the house of whom enough is known, in three statements; `but` names cases to pass over."""
    now = clock.now()
    rules = milestones_of(facility, now)[1]
    weights = figures or Figures(rules.shrinkage, rules.thin_below)
    known = _known(facility, now)
    skip = set(but)
    found = (
        _said(row, facility, rules, known, weights, now) for row in _here(facility) if row["case"] not in skip
    )
    return [each for each in found if each is not None]


def made_today(facility: Facility) -> "QuerySet[Forecast, Any]":
    """The cases that have a forecast of this day at the house."""
    today = clock.today(facility.tz)
    rows = Forecast.objects.filter(case__facility=facility, made_at__gte=clock.now() - timedelta(hours=25))
    return rows.filter(made_at__date=today).values_list("case", flat=True)


def _said(
    row: dict[str, Any],
    facility: Facility,
    rules: Milestones,
    known: dict[Any, Any],
    weights: Figures,
    now: datetime,
) -> Said | None:
    ahead = _ahead(row, rules, now)
    pasts = {code: known.get((row["unit"], code)) or known.get((None, code)) for code in ahead.waits}
    seeded = forecasting.seed(row["case"], clock.today(facility.tz))
    found = forecasting.forecast(
        ahead, {code: each for code, each in pasts.items() if each is not None}, weights, seeded=seeded
    )
    if found is None:
        return None
    days = tuple(
        local_date(now + timedelta(hours=hours), facility.tz) for hours in (found.p10, found.p50, found.p90)
    )
    return Said(row["case"], row["leaving"], now, found, days)  # type: ignore[arg-type]


def _ahead(row: dict[str, Any], rules: Milestones, now: datetime) -> Ahead:
    """What is still to come for one patient."""
    reached = {each["code"]: datetime.fromisoformat(each["at"]) for each in row["rows"] if each["at"]}
    not_needed = [each["code"] for each in row["rows"] if each["not_needed"]]
    waits = rules.waits(row["disposition"], not_needed)
    open_ = {
        code: [b for b in before if b not in reached] for code, before in waits.items() if code not in reached
    }
    begun = row["begun"] or now
    since = {
        code: max([begun, *(reached[b] for b in waits[code])]) for code, before in open_.items() if not before
    }
    return Ahead(open_, {code: max((now - at) / timedelta(hours=1), 0.0) for code, at in since.items()})


def _here(facility: Facility) -> Any:
    """Everybody in the house with what was reached of their departure: one statement."""
    stay = Encounter.objects.filter(
        case=OuterRef("case"), status=Encounter.Status.IN_PROGRESS, kind__in=STAYS
    )
    rows = Milestone.objects.filter(plan=OuterRef("pk"), leaving=OuterRef("leaving"), error_at=None)
    gone = LeavingStep.objects.filter(
        plan=OuterRef("pk"), leaving=OuterRef("leaving"), stage="left", reversed_at=None, error_at=None
    )
    plans = DischargePlan.objects.filter(Exists(stay), ~Exists(gone), case__facility=facility, error_at=None)
    step = JSONObject(code="code", at="reached_at", not_needed="not_needed_because")
    return plans.exclude(case__stage=Stage.CLOSED).values(
        "case", "leaving", "disposition", unit=F("case__unit"), begun=F("case__admitted_at"),
        rows=ArraySubquery(rows.values(row=step)),
    )  # fmt: skip


def _known(facility: Facility, now: datetime) -> dict[tuple[Any, str], Past]:
    """How long each milestone took, by unit and, under None, in the whole house: one statement."""
    rows = Milestone.objects.filter(
        case__facility=facility, reached_at__gte=now - LOOK_BACK, ready_at__isnull=False, error_at=None
    )
    took: Any = ExpressionWrapper(
        Extract(F("reached_at") - F("ready_at"), "epoch") / 3600.0, output_field=FloatField()
    )
    read = rows.order_by().values_list("unit", "code").annotate(hours=ArrayAgg(took))
    by_unit = {(unit, code): hours for unit, code, hours in read}
    house: dict[str, list[float]] = {}
    for (_unit, code), hours in by_unit.items():
        house.setdefault(code, []).extend(hours)
    found = {(unit, code): forecasting.past(hours, house[code]) for (unit, code), hours in by_unit.items()}
    return found | {(None, code): forecasting.past((), hours) for code, hours in house.items()}


def calibrated(user: Any) -> list[tuple[str, Calibration]]:
    """How good the forecasts were of departures that this person may see: of all (""), then by unit; one statement."""
    said = Forecast.objects.filter(
        case=OuterRef("case"), leaving=OuterRef("leaving"), made_at__lte=OuterRef("reached_at") - BEFORE
    ).order_by("-made_at")
    rows = Milestone.objects.filter(
        case__in=visible_to(Case, user, "view_discharge").values("pk"),
        code=LEFT,
        reached_at__gte=clock.now() - LOOK_BACK,
        error_at=None,
    )
    shape = JSONObject(p10="p10", p50="p50", p90="p90")
    read = rows.values_list("unit__name", "reached_at", "case__facility__zone").annotate(
        said=Subquery(said.values(row=shape)[:1])
    )
    pairs = [(unit or "", _pair(at, zone, range_)) for unit, at, zone, range_ in read if range_]
    names = sorted({unit for unit, _row in pairs if unit})
    every = forecasting.calibration([row for _unit, row in pairs])
    by_unit = [
        (name, forecasting.calibration([row for unit, row in pairs if unit == name])) for name in names
    ]
    return [("", every), *by_unit]


def _pair(at: datetime, zone: str, said: dict[str, str]) -> tuple[date, date, date, date]:
    p10, p50, p90 = (date.fromisoformat(said[name]) for name in ("p10", "p50", "p90"))
    return p10, p50, p90, local_date(at, ZoneInfo(zone))


def latest(case: Case) -> Forecast | None:
    """The last forecast of a case."""
    return Forecast.objects.filter(case=case).order_by("-made_at", "-pk").first()
