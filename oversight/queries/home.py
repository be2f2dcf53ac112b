"""What waits for a privacy officer, and what a patient's information was given out for."""

from datetime import date
from typing import Any

from django.db.models import Q

from audit.models import Disclosure, Event
from core import clock
from core.access import visible_to
from oversight import accounting
from oversight.models import AccountingRequest, Finding, Suspension
from oversight.queries.log import CAP
from oversight.queries.names import name_all
from patients.models import Disclosure as Share
from patients.models import Identifier, Patient
from teams.models import AccessBlock, EmergencyAccess

LOOKS, SHOWN = 100, 200


def waiting(user: Any) -> dict[str, Any]:
    """How many reviews, findings and accountings wait."""
    reviews = visible_to(EmergencyAccess, user).filter(status="opened").exclude(user=user.pk)
    requests = visible_to(AccountingRequest, user).filter(status="open")
    findings = visible_to(Finding, user).filter(status="open").exclude(user=user.pk)
    return {
        "findings": findings[:CAP].count(),
        "reviews": reviews[:CAP].count(),
        "late": reviews.filter(review_due_at__lt=clock.now())[:CAP].count(),
        "accountings": list(requests.select_related("patient__facility").order_by("due_on", "pk")[:SHOWN]),
    }


def record_with(mrn: str, user: Any) -> Patient | None:
    """The record with a number whose trail the reader may read; none for a part of a number."""
    numbers = Identifier.objects.filter(kind=Identifier.Kind.MRN, value=mrn.strip(), retired=False)
    return visible_to(Patient, user, "view_oversight").filter(pk__in=numbers.values("patient")).first()


def looks_at_watched(user: Any) -> list[Any]:
    """The latest looks at records under special care that the reader answers for."""
    watched = visible_to(Patient, user, "review_access").filter(~Q(watch="") | Q(own_user__isnull=False))
    keys = list(watched.values_list("pk", flat=True)[:CAP])
    rows = Event.objects.filter(patient_ids__overlap=keys).exclude(actor__startswith="system:")
    return name_all(rows.order_by("-at", "-pk")[:LOOKS], user) if keys else []


def blocks(patient: Patient, user: Any) -> list[AccessBlock]:
    """Who is kept from a record, those in force first."""
    rows = visible_to(AccessBlock, user).filter(patient=patient).select_related("user", "created_by")
    return list(rows.order_by("-live", "-starts_at", "pk")[:SHOWN])


def disclosures(patient: Patient) -> list[accounting.Line]:
    """Everything given to somebody outside, the newest first, with why an accounting leaves it out."""
    return _lines(patient, clock.today(patient.facility.tz))


def accounted(request: AccountingRequest) -> list[accounting.Line]:
    """The lines of one request's period, those that are left out among them."""
    zone = request.patient.facility.tz
    found = _lines(request.patient, request.received_on)
    return [line for line in found if request.from_on <= line.at.astimezone(zone).date() <= request.until_on]


def held_back(patient: Patient) -> dict[str, date]:
    """The agencies whose disclosures are held back today, each with the last day of it."""
    today = clock.today(patient.facility.tz)
    rows = Suspension.objects.filter(patient=patient, ended_at=None, until_on__gte=today)
    return dict(rows.order_by("until_on").values_list("recipient", "until_on"))


def agencies(patient: Patient) -> list[str]:
    """To whom something was given that may be held back on their word."""
    rows = Disclosure.objects.filter(patient_id=patient.pk, purpose__in=accounting.MAY_SUSPEND)
    return sorted(set(rows.values_list("recipient", flat=True)))


def suspensions(patient: Patient, user: Any) -> list[Suspension]:
    """What an agency had held back, the newest first."""
    rows = visible_to(Suspension, user).filter(patient=patient).select_related("created_by", "ended_by")
    return list(rows.order_by("-stated_on", "-pk")[:SHOWN])


def _lines(patient: Patient, on: date) -> list[accounting.Line]:
    held = held_back(patient)
    shares = Share.objects.filter(consent__patient=patient).select_related("consent")
    rows = Disclosure.objects.filter(patient_id=patient.pk)
    found = [accounting.on_consent(share, on) for share in shares] + [
        accounting.without_consent(row, held) for row in rows
    ]
    return sorted(found, key=lambda line: line.at, reverse=True)
