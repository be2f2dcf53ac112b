"""Reassessments that are due no more, and why: the case or the patient is gone, the date moved, the work was ended. Reads only."""

from typing import Any

from django.db.models import Case as Choose
from django.db.models import CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from assessments.models import Reassessment
from assessments.reassess import OPEN, Status, Trigger
from patients.models import Stage
from worklist.models.item import LIVE

CLOSED, DIED, LEFT, MOVED, DONE = "closed", "died", "left", "moved", "done"


def rows() -> QuerySet[Reassessment]:
    """Open reassessments that something has ended; `over` says what."""
    expected = Concat(
        Value("leaving:"), Cast("case__expected_leaving_on", CharField()), output_field=CharField()
    )
    leaving = Q(trigger=Trigger.BEFORE_LEAVING, status=Status.DUE)
    ended = [
        When(case__stage=Stage.CLOSED, then=Value(CLOSED)),
        When(case__patient__deceased_at__isnull=False, then=Value(DIED)),
        When(Q(status=Status.DUE, trigger=Trigger.CADENCE) & Q(case__admitted_at=None), then=Value(LEFT)),
        When(leaving & Q(case__admitted_at=None), then=Value(LEFT)),
        When(leaving & (~Q(source_key=F("expected")) | Q(case__expected_leaving_on=None)), then=Value(MOVED)),
        When(Q(status=Status.DUE, item__isnull=False) & ~Q(item__status__in=LIVE), then=Value(DONE)),
    ]
    found = Reassessment.objects.filter(status__in=OPEN, error_at=None).annotate(expected=expected)
    found = found.annotate(over=Choose(*ended, default=Value(""), output_field=CharField()))
    return found.exclude(over="").select_related("case", "item").order_by("pk")


def why(row: Any) -> str:
    """The sentence for what ended one of them."""
    said = {
        CLOSED: _("The case was closed."),
        DIED: _("The patient has died."),
        LEFT: _("The patient has left the hospital."),
        MOVED: _("The expected discharge date moved."),
    }
    return (
        said.get(row.over) or row.item.cancel_reason or row.item.done_note or _("Its work was ended by hand.")
    )
