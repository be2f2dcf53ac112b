"""What the queue and the page of a request show, as far as this person may see it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.dateparse import parse_datetime

from core import clock, keyset
from core.access import visible_to
from coverage.models import BenefitCheck
from coverage.queries import active_on
from facilities.models import Facility, Unit
from intake import slots
from intake.models import OPEN, IntakeRequest
from patients.models import Consent, ContactPoint, Patient, Registration, Stage
from worklist.models import Appointment, Availability

WAITING = (*OPEN, IntakeRequest.Status.ASSIGNED)
BREACH_NEAR = timedelta(hours=1)
CAP = 1000
PAGE_SIZE = 50
BY_DUE = keyset.Order("first_contact_due", datetime.fromisoformat)
SHOWN = ("patient__communication", "unit", "facility", "case__lead")
LOOK_AHEAD = timedelta(days=4)
SLOTS_SHOWN = 12


def desks(user: Any) -> list[Facility]:
    """The facilities at whose desks somebody registers, by name."""
    return list(visible_to(Facility, user, "edit_ids").order_by("name"))


def last_desk(user: Any) -> UUID | None:
    """The facility of somebody's last registration; nothing before the first."""
    rows = Registration.objects.filter(clerk=user).order_by("-registered_at", "-pk")
    return rows.values_list("patient__facility", flat=True).first()


def to_contact(rows: "QuerySet[IntakeRequest]") -> "QuerySet[IntakeRequest]":
    """Those whose first contact is still to be made; once assigned, none is when the case has closed meanwhile."""
    over = Q(status=IntakeRequest.Status.ASSIGNED, case__stage=Stage.CLOSED)
    return rows.filter(status__in=WAITING).exclude(over)


def waiting(user: Any) -> "QuerySet[IntakeRequest]":
    """The requests whose first contact is still to be made, for somebody who works the queue."""
    return to_contact(visible_to(IntakeRequest, user, "edit_intake"))


def has_open_request(patient: Patient) -> bool:
    """Whether a request of this patient waits for a decision."""
    return IntakeRequest.objects.filter(patient=patient, status__in=OPEN).exists()


def page_of(rows: "QuerySet[IntakeRequest]", *, after: str = "", before: str = "") -> keyset.Page:
    """One page, the nearest breach first."""
    return keyset.page(rows, BY_DUE, _read, size=PAGE_SIZE, after=after, before=before)


def numbers(user: Any) -> dict[str, Any]:
    """How many wait, are late and breach within the hour (counted to the cap), and when the newest came."""
    now = clock.now()
    late, soon = Q(first_contact_due__lt=now), Q(first_contact_due__range=(now, now + BREACH_NEAR))
    capped = waiting(user).order_by("first_contact_due")[:CAP]
    return capped.aggregate(
        total=Count("pk"),
        late=Count("pk", filter=late),
        near=Count("pk", filter=soon),
        newest=Max("received_at"),
    )


def dress(rows: list[IntakeRequest], faces: dict[str, dict[str, str]], needs: dict[str, str]) -> None:
    """Put the words of tier and need on the rows of a page."""
    for row in rows:
        row.face, row.need_words = faces.get(row.tier), needs.get(row.need, row.need)  # type: ignore[attr-defined]


def changes_of_clock(request: IntakeRequest, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each time the clock was counted anew: when, who, and tier and due time before and after."""
    labels = {tier["code"]: tier["label"] for tier in body.get("tiers", [])}

    def said(state: Mapping[str, str]) -> dict[str, Any]:
        return {"label": labels.get(state["tier"], state["tier"]), "due": parse_datetime(state["due"])}

    return [
        {
            "at": parse_datetime(entry["at"]),
            "by": entry["by"],
            "before": said(entry["before"]),
            "after": said(entry["after"]),
        }
        for entry in request.clock_log
    ]


def newer(user: Any, since: datetime | None) -> int:
    """How many have come since an instant."""
    return waiting(user).filter(received_at__gt=since)[:CAP].count() if since else 0


def token(user: Any) -> str:
    """An entity tag that changes when somebody new waits; says nothing else."""
    newest = waiting(user).aggregate(newest=Max("received_at"))["newest"]
    return f'"{newest.timestamp() if newest else 0:.0f}"'


def units(user: Any) -> "QuerySet[Unit]":
    """The units of the facilities whose queue this person works."""
    places = visible_to(Facility, user, "edit_intake")
    return Unit.objects.filter(facility__in=places).order_by("name")


def around(request: IntakeRequest, rights: frozenset[str]) -> dict[str, Any]:
    """What stands beside a request: how to reach the patient, who pays, what was consented."""
    patient = request.patient
    seen: dict[str, Any] = {"points": [], "consents": [], "policies": []}
    if "view_identity" in rights:
        points = ContactPoint.objects.filter(
            patient=patient, ended=False, person=None, kind=ContactPoint.Kind.PHONE
        )
        seen["points"] = points.order_by("-safe_to_call", "created_at")[:3]
        seen["consents"] = _consents(patient)
    if "view_coverage" in rights:
        seen["policies"] = _policies(patient, request.facility)
    return seen


def free_slots(user: Any, facility: Facility) -> list[slots.Stretch]:
    """The next free times somebody offers at a facility."""
    now = clock.now()
    offered = Availability.objects.filter(
        user=user, facility=facility, ends_at__gt=now, starts_at__lt=now + LOOK_AHEAD
    )
    booked = Appointment.objects.filter(user=user, status=Appointment.Status.BOOKED, ends_at__gt=now)
    period = ("starts_at", "ends_at")
    return slots.free(offered.values_list(*period), booked.values_list(*period), now, SLOTS_SHOWN)


def _read(keys: list[UUID]) -> list[IntakeRequest]:
    rows = IntakeRequest.objects.filter(pk__in=keys).select_related(*SHOWN)
    return list(rows.order_by(F("first_contact_due").asc(nulls_last=True), "pk"))


def _consents(patient: Patient) -> "QuerySet[Consent]":
    now = clock.now()
    live = Consent.objects.filter(patient=patient, revoked_at=None, starts_at__lte=now).exclude(
        ends_at__lte=now
    )
    return live.select_related("to_user", "to_organisation", "to_person").order_by("purpose", "starts_at")[
        :10
    ]


def _policies(patient: Patient, facility: Facility) -> Any:
    last = BenefitCheck.objects.filter(coverage=OuterRef("pk")).order_by("-checked_at", "-pk")
    return active_on(patient, clock.today(facility.tz)).annotate(
        checked_at=Subquery(last.values("checked_at")[:1]),
        holds_until=Subquery(last.values("valid_until")[:1]),
    )
