"""Hand-overs on cases of which somebody has still to be told."""

from datetime import timedelta

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from core import clock
from teams.models import Transfer
from worklist.models import Notification

# What was settled longer ago than this nobody needs to hear of any more.
RECENT = timedelta(days=7)
Status = Transfer.Status


def untold() -> QuerySet[Transfer]:
    """Open ones of which who is to answer has no notice, and settled ones of which who asked has none."""
    now = clock.now()
    rows = Transfer.objects.select_related("case", "answer_by", "created_by")
    opened = Q(status=Status.OFFERED, expires_at__gt=now) & ~_told("transfer:", "answer_by")
    by_somebody = Q(answered_at__gt=now - RECENT) & ~Q(answered_by=F("created_by"))
    by_the_clock = Q(status=Status.EXPIRED, expires_at__gt=now - RECENT)
    settled = (by_somebody | by_the_clock) & ~_told("transfer-answer:", "created_by")
    return rows.filter(opened | settled).order_by("created_at", "pk")


def _told(kind: str, person: str) -> Exists:
    source = Concat(Value(kind), Cast(OuterRef("pk"), CharField()))
    return Exists(Notification.objects.filter(source=source, recipient=OuterRef(person)))
