"""Appointments the patient did not keep and that nobody has called about; why a protocol or a visit is over. Reads only."""

from datetime import timedelta

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from core import clock
from outreach.attempts import REACHED
from outreach.models import HomeVisit, Outreach
from patients.models import Stage
from worklist.models import Appointment, ContactAttempt, FollowUp, Item

# What was missed longer ago is past history.
LOOKS_BACK = timedelta(days=14)
KEY = "missed:"


def appointments() -> QuerySet[Appointment]:
    """Missed ones by living patients after which nobody spoke with them, nobody was asked to, and no promise runs."""
    about = Concat(Value(KEY), Cast(OuterRef("pk"), CharField()))
    asked = Item.objects.filter(source_key=about)
    since = {"case": OuterRef("case"), "created_at__gte": OuterRef("settled_at")}
    promised = FollowUp.objects.filter(rule_code="missed_appointment", **since)
    spoken = ContactAttempt.objects.filter(
        case=OuterRef("case"), person=None, outcome__in=REACHED, at__gte=OuterRef("settled_at")
    )
    rows = Appointment.objects.filter(
        status=Appointment.Status.NO_SHOW, settled_at__gt=clock.now() - LOOKS_BACK
    )
    rows = rows.filter(case__patient__deceased_at=None).exclude(case__stage=Stage.CLOSED)
    rows = rows.exclude(Exists(asked)).exclude(Exists(promised))
    return rows.exclude(Exists(spoken)).select_related("case__facility").order_by("settled_at", "pk")


def why_over(found: Outreach | HomeVisit) -> str:
    """What ended a protocol or a visit that nobody ended."""
    return _("The case was closed.") if found.case.stage == Stage.CLOSED else _("The patient has died.")
