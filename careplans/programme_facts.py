"""What the house knows of a case for the rules of programmes; what it does not know is None, never zero. Reads only."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from assessments import tiers
from assessments.models import Need
from careplans.models import Enrolment, TemplateUse
from core import clock
from core.ages import years_on
from core.calendar import months_before
from core.localtime import local_date, start_of_day
from encounters.models import Encounter
from patients.models import Case

Kind = Encounter.Kind
BACK_WITHIN = timedelta(days=30)


def of(case: Case, enrolment: Enrolment | None = None) -> dict[str, Any]:
    """The facts of a case by name (policy.programmes.FACTS)."""
    today = clock.today(case.facility.tz)
    visits = Encounter.objects.filter(patient=case.patient_id).exclude(status=Encounter.Status.CANCELLED)
    stays, emergencies = Q(kind__in=(Kind.INPATIENT, Kind.OBSERVATION)), Q(kind=Kind.EMERGENCY)
    return {
        "age": _age(case, today),
        "sex": case.patient.sex,
        "stage": case.stage,
        "admissions_12m": visits.filter(stays, started_at__gte=_since(case, today, 12)).count(),
        "emergency_visits_6m": visits.filter(emergencies, started_at__gte=_since(case, today, 6)).count(),
        "readmitted_30d": _back(case, visits.filter(stays)),
        "risk": tiers.standing(case).tier or None,
        "needs": _needs(case),
        "templates": list(TemplateUse.objects.filter(case=case).values_list("code", flat=True).distinct()),
        "days_enrolled": (today - enrolment.from_on).days if enrolment is not None else None,
    }


def _since(case: Case, today: date, months: int) -> datetime:
    return start_of_day(months_before(today, months), case.facility.tz)


def _age(case: Case, today: date) -> int | None:
    patient = case.patient
    return years_on(patient.birth_date, today) if patient.birth_date else patient.estimated_age


def _back(case: Case, stays: Any) -> bool | None:
    """Whether this stay began within 30 days of the end of another; not known where there is no stay."""
    if case.admitted_at is None:
        return None
    zone = case.facility.tz
    last = (
        stays.filter(ended_at__lte=case.admitted_at)
        .order_by("-ended_at")
        .values_list("ended_at", flat=True)
        .first()
    )
    return last is not None and local_date(case.admitted_at, zone) - local_date(last, zone) <= BACK_WITHIN


def _needs(case: Case) -> list[str] | None:
    """The domains in which help is wanted; not known while nobody has looked."""
    rows = list(Need.objects.filter(case=case, error_at=None).values_list("domain", "status"))
    return [domain for domain, status in rows if status == Need.Status.ACCEPTED] if rows else None
