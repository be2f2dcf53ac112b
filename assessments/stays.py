"""What visits on record say of a patient's stay: its days, how it began, and what came before. Reads only.

Day counting follows the index: days are dates at the facility, six and twelve months are calendar months (E-6).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from core import clock
from core.calendar import months_before
from core.localtime import local_date
from encounters.models import Encounter, Movement
from patients.models import Case

Kind = Encounter.Kind
STAYS = (Kind.INPATIENT, Kind.OBSERVATION)
# An emergency visit that ended no longer before the admission led to it.
LED_HERE = timedelta(hours=12)
# The longest that an emergency visit goes on whose end nobody wrote down (project proposal).
NOT_CLOSED = timedelta(days=2)
INCLUSIVE = "inclusive"


@dataclass(frozen=True)
class Visit:
    """One visit as the indices read it; `from_emergency`: it was an emergency visit first."""

    key: Any
    case: Any
    kind: str
    started_at: datetime
    ended_at: datetime | None
    from_emergency: bool


@dataclass(frozen=True)
class Stay:
    """The stay of a case: whole days where they are known (while in the house by the expected date), and what led there."""

    days: int | None = None
    days_at_least: int = 0
    until: date | None = None
    projected: bool = False
    acute: bool | None = None
    ed_visits: int | None = None
    admissions: int | None = None
    admitted_on: date | None = None


def stays(cases: Iterable[Case], mode: str = "midnights") -> dict[Any, Stay]:
    """The stay of each case, by key: one statement, whatever their number."""
    rows = list(cases)
    visits = _visits({case.patient_id for case in rows})
    return {case.pk: _stay(case, visits[case.patient_id], mode) for case in rows}


def _visits(patients: Iterable[Any]) -> dict[Any, list[Visit]]:
    began = Movement.objects.filter(
        encounter=OuterRef("pk"), kind=Movement.Kind.ADMIT, visit_kind=Kind.EMERGENCY
    )
    rows = Encounter.objects.filter(patient__in=list(patients), started_at__isnull=False)
    rows = rows.filter(status__in=(Encounter.Status.IN_PROGRESS, Encounter.Status.FINISHED))
    found: dict[Any, list[Visit]] = defaultdict(list)
    columns = ("patient_id", "pk", "case_id", "kind", "started_at", "ended_at", "emergency")
    for patient, *facts in (
        rows.annotate(emergency=Exists(began)).order_by("started_at").values_list(*columns)
    ):
        found[patient].append(Visit(*facts))
    return found


def _stay(case: Case, visits: list[Visit], mode: str) -> Stay:
    own = [visit for visit in visits if visit.case == case.pk and visit.kind in STAYS]
    if not own:
        return Stay()
    here = max(own, key=lambda visit: (visit.ended_at is None, visit.started_at))
    zone = case.facility.tz
    on = local_date(here.started_at, zone)
    led = [visit for visit in visits if visit.kind == Kind.EMERGENCY and _led_to(visit, here)]
    before = [visit for visit in visits if visit.key != here.key and visit not in led]
    return Stay(
        **_length(case, here, zone, mode),
        acute=True if here.from_emergency or led else None,
        ed_visits=_since(before, Kind.EMERGENCY, months_before(on, 6), on, zone),
        admissions=_since(before, Kind.INPATIENT, months_before(on, 12), on, zone),
        admitted_on=on,
    )


def _length(case: Case, here: Visit, zone: ZoneInfo, mode: str) -> dict[str, Any]:
    """Days of the stay: of one that has ended to its end, else to the expected date, never less than it has lasted."""
    on, more = local_date(here.started_at, zone), int(mode == INCLUSIVE)
    if here.ended_at is not None:
        until = local_date(here.ended_at, zone)
        return {"days": (until - on).days + more, "until": until}
    today, expected = clock.today(zone), case.expected_leaving_on
    so_far = (today - on).days + more
    if expected is None:
        return {"days_at_least": so_far, "projected": True}
    return {"days": max((expected - on).days + more, so_far), "until": expected, "projected": True}


def _led_to(visit: Visit, here: Visit) -> bool:
    """Whether an emergency visit is the one that led directly to this stay."""
    began_before = visit.key != here.key and visit.started_at <= here.started_at
    ended = visit.ended_at or visit.started_at + NOT_CLOSED
    return began_before and ended >= here.started_at - LED_HERE


def _since(visits: list[Visit], kind: str, first: date, on: date, zone: ZoneInfo) -> int:
    """Visits of a kind from the first day of the window up to the day before the admission.

    An emergency visit counts as one though it became an admission.
    """
    return sum(_is(visit, kind) and first <= local_date(visit.started_at, zone) < on for visit in visits)


def _is(visit: Visit, kind: str) -> bool:
    return visit.kind == kind or (kind == Kind.EMERGENCY and visit.from_emergency)
