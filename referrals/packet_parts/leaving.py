"""The stay that ends, and what was arranged for after it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from careplans.models import Threshold
from core import clock
from encounters.dispositions import label
from encounters.models import Encounter
from policy import ready
from referrals.models import PendingResult, Referral
from referrals.parts import Place, Row, part, row
from teams.models import Assignment

ARRANGED = (Referral.Status.ACCEPTED, Referral.Status.BOOKED, Referral.Status.STARTED)


@part("stay", gettext_lazy("The stay"), "encounter")
def stay(place: Place) -> Iterable[Row]:
    """The visits of the case, in order, whatever the facility."""
    rows = Encounter.objects.filter(case=place.case, started_at__isnull=False).select_related(
        "facility", "unit"
    )
    one: Any
    for one in rows.exclude(status=Encounter.Status.CANCELLED).order_by("started_at", "pk"):
        dates = _said(one.started_at, place)
        if one.ended_at:
            dates += " – " + _said(one.ended_at, place)
        where = ", ".join(filter(None, (one.facility.name, one.unit.name if one.unit else "")))
        gone = label(one.disposition) if one.disposition else ""
        yield row(
            one.get_kind_display(), f"{where}: {dates}", gone, kind=one.kind, status=one.status,
            start=one.started_at.isoformat(), end=one.ended_at.isoformat() if one.ended_at else "",
        )  # fmt: skip


@part("services", gettext_lazy("Services, equipment and transport"), "discharge")
def services(place: Place) -> Iterable[Row]:
    """What was accepted, booked or has begun, with when and how to reach them."""
    rows = Referral.objects.filter(case=place.case, leaving=place.leaving, status__in=ARRANGED, error_at=None)
    for one in rows.select_related("service").order_by("promised_at", "pk"):
        when = _("begins %(when)s") % {"when": _said(one.promised_at, place)} if one.promised_at else ""
        told = [one.get_status_display(), when, one.place, one.service.phone]
        yield row(
            f"{one.get_kind_display()}: {one.service.name}", one.asks_for, ", ".join(filter(None, map(str, told))),
            kind=one.kind, status=one.status, at=one.promised_at.isoformat() if one.promised_at else "",
        )  # fmt: skip


@part("results", gettext_lazy("Results still to come, and who waits for them"), "clinical")
def results(place: Place) -> Iterable[Row]:
    """What is pending with its owner and who decides; what came back since the stay began, with what it says."""
    rows = PendingResult.objects.filter(case=place.case, leaving=place.leaving, error_at=None)
    rows = rows.exclude(status=PendingResult.Status.CANCELLED).select_related("owner")
    for one in rows.order_by("status", F("expected_at").asc(nulls_last=True), "pk"):
        if one.status == PendingResult.Status.BACK:
            yield row(one.what, one.says, _("Back. Told: %(who)s") % {"who": one.told}, status=one.status)
            continue
        people = {"owner": one.owner.name, "decides": one.clinician}
        due = _("expected %(when)s") % {"when": _said(one.expected_at, place)} if one.expected_at else ""
        yield row(
            one.what, due, _("%(owner)s waits for it; %(decides)s decides.") % people, status=one.status
        )


@part("red_flags", gettext_lazy("Warning signs, and whom to call"), "discharge")
def red_flags(place: Place) -> Iterable[Row]:
    """A number to call, the signs everybody is told, and the patient's own limits; nothing without a number."""
    phone, now = place.case.facility.phone, clock.now()
    if not phone:
        return
    lead = Assignment.objects.filter(
        case=place.case, is_lead=True, live=True, error_at=None, starts_at__lte=now
    )
    found = lead.select_related("user").first()
    yield row(_("Call"), phone, found.user.name if found else place.case.facility.name, phone=phone)
    _version, known = ready.papers_along(place.case.facility, now)
    for sign in known.red_flags:
        yield row(_("Warning sign"), sign)
    yield from _limits(place)


def _limits(place: Place) -> Iterable[Row]:
    today = clock.today(place.case.facility.tz)
    rows = Threshold.objects.filter(case=place.case, error_at=None, from_on__lte=today).exclude(
        until_on__lt=today
    )
    for one in rows.order_by("kind", "pk"):
        low = _("below %(value)s") % {"value": one.low.normalize()} if one.low is not None else ""
        high = _("above %(value)s") % {"value": one.high.normalize()} if one.high is not None else ""
        words = _(" or ").join(filter(None, (low, high)))
        yield row(one.get_kind_display(), _("Call when it is %(words)s.") % {"words": words}, one.set_by_whom)


def _said(at: datetime, place: Place) -> str:
    local: Any = at.astimezone(place.case.facility.tz)
    return dateformat.format(local, "j M Y, H:i")
