"""What is on the fix list, what waits, and what was stored but never settled."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core import clock
from core.access import visible_to
from encounters.models import Encounter
from interop.models import Inbound, Issue, Tombstone

TO_MEND = (Inbound.Status.PARKED, Inbound.Status.REJECTED, Inbound.Status.FAILED)
# Longer than a delivery takes: what is still only stored after this was interrupted.
GRACE = timedelta(minutes=1)
PAGE = 50
OPEN_FIRST = {"error": 0, "look": 1, "warning": 2}


@dataclass(frozen=True)
class Page:
    """One page of the fix list; `before` leads to the older ones, `later` says that one was turned already."""

    rows: list[Any]
    before: UUID | None
    later: bool


def page(by: Any, *, before: str = "") -> Page:
    """Fifty messages to mend with their worst open finding as `worst`; keys are in the order of arrival."""
    rows = fix_list(by).prefetch_related(
        Prefetch("issues", Issue.objects.filter(status="open"), to_attr="open_issues")
    )
    later = _key(before)
    found: list[Any] = list((rows.filter(pk__lt=later) if later else rows)[: PAGE + 1])
    for row in found:
        row.worst = min(row.open_issues, key=lambda issue: OPEN_FIRST.get(issue.severity, 3), default=None)
    return Page(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None, later is not None)


def issues_of(message: Inbound) -> list[Issue]:
    """All findings of a message, open ones first, the worst of them on top."""
    rows = list(message.issues.all())
    return sorted(
        rows, key=lambda row: (row.status != Issue.Status.OPEN, OPEN_FIRST.get(row.severity, 3), row.pk)
    )


def _key(said: str) -> UUID | None:
    """A page mark as it stands in an address; anything else is the first page."""
    try:
        return UUID(said)
    except ValueError:
        return None


def fix_list(by: Any) -> "QuerySet[Inbound]":
    """What a person must mend, newest first: not applied, or applied with something left to decide."""
    undecided = Issue.objects.filter(message=OuterRef("pk"), status="open", severity="look")
    rows = visible_to(Inbound, by).filter(Q(status__in=TO_MEND) | Exists(undecided))
    return rows.select_related("sender", "facility").defer("raw").order_by("-pk")


def waiting_for(message: Inbound) -> list[Inbound]:
    """The messages that waited for the visits of this message's patient, in the order in which they happened."""
    return _released(Encounter.objects.filter(patient__in=message.patient_ids), facility=message.facility_id)


def released() -> list[Inbound]:
    """Every waiting message whose visit is known by now; normally none, after an interruption some."""
    return _released(Encounter.objects.all())


def interrupted() -> "QuerySet[Inbound]":
    """Messages that were stored and not settled: the process ended in between."""
    rows = Inbound.objects.filter(status=Inbound.Status.RECEIVED, received_at__lt=clock.now() - GRACE)
    return rows.order_by("received_at", "pk")


def _released(visits: "QuerySet[Encounter]", **of: Any) -> list[Inbound]:
    known = visits.filter(
        visit_authority=OuterRef("visit_authority"),
        visit_number=OuterRef("visit_number"),
        facility=OuterRef("message__facility"),
    )
    parked = {
        "message__status": Inbound.Status.PARKED,
        **{f"message__{name}": value for name, value in of.items()},
    }
    rows = Tombstone.objects.filter(Exists(known), used=False, **parked)
    return [row.message for row in rows.select_related("message__facility").order_by("event_at", "pk")[:500]]
