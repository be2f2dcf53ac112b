"""What waits for a privacy officer, and what a patient's information was given out for."""

from datetime import date
from typing import Any

from django.db.models import Q

from audit.models import Disclosure, Event
from core import clock
from core.access import visible_to
from oversight import accounting
from oversight.models import AccountingRequest
from oversight.queries.log import CAP
from oversight.queries.names import name_all
from patients.models import Disclosure as Share
from patients.models import Identifier, Patient
from teams.models import AccessBlock, EmergencyAccess

LOOKS, SHOWN = 100, 200


def waiting(user: Any) -> dict[str, Any]:
    """How many reviews and accountings wait, and whether the reader is the privacy officer."""
    reviews = visible_to(EmergencyAccess, user).filter(status="opened").exclude(user=user.pk)
    requests = visible_to(AccountingRequest, user).filter(status="open")
    return {
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


def _lines(patient: Patient, on: date) -> list[accounting.Line]:
    shares = Share.objects.filter(consent__patient=patient).select_related("consent")
    rows = Disclosure.objects.filter(patient_id=patient.pk)
    found = [accounting.on_consent(share, on) for share in shares] + [
        accounting.without_consent(row) for row in rows
    ]
    return sorted(found, key=lambda line: line.at, reverse=True)
