"""An advocate's clients, and the entries of one binder."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import Count, Min, Q, QuerySet

from advocacy import standing
from advocacy.models import Binder, BinderEntry
from core import clock
from core.access import OWN, visible_to
from patients.models import Case

MOST = 200
ROWS = 50


@dataclass
class Client:
    """Somebody who consented, or whose consent ended not long ago: their cases that one sees, and their binder."""

    patient: Any
    cases: list[Case] = field(default_factory=list)
    binder: Any = None
    # Until when the binder can still be handed over, once the consent is over.
    until: datetime | None = None


def clients(user: Any) -> list[Client]:
    """Everybody whose consent opens a case to this advocate now, by name, then those whose binder waits for them."""
    cases = visible_to(Case, user, sources=("consent",)).select_related("patient", "unit")
    found: dict[Any, Client] = {}
    for case in cases.order_by("patient__family", "patient__given", "-opened_at")[:MOST]:
        found.setdefault(case.patient_id, Client(case.patient)).cases.append(case)
    left: list[Binder] = []
    for binder in _binders(user):
        client = found.get(binder.patient.merged_into_id or binder.patient_id)
        if client is None:
            left.append(binder)
        else:
            client.binder = binder
    return [*found.values(), *_leaving(user, left)]


def entries(binder: Binder, kind: str = "", before: Any = None) -> list[BinderEntry]:
    """A page of the newest entries of a binder, and one more when there are any."""
    rows = binder.entries.select_related("released_as").order_by("-pk")
    rows = rows.filter(kind=kind) if kind else rows
    found = list((rows.filter(pk__lt=before) if before else rows)[: ROWS + 1])
    for entry in found:
        entry.binder = binder
    return found


def key(cursor: str) -> UUID:
    """The place in the list that a cursor names; BadRequest for one nobody was given."""
    try:
        return UUID(cursor)
    except ValueError:
        raise BadRequest("This page of the list cannot be read.") from None


def cases_of(binder: Binder, user: Any) -> "QuerySet[Case]":
    """The client's cases that the advocate sees through the consent, newest first."""
    whose = binder.patient.merged_into_id or binder.patient_id
    return visible_to(Case, user, sources=("consent",)).filter(patient=whose).order_by("-opened_at")


def _binders(user: Any) -> "QuerySet[Binder]":
    asked = Q(entries__kind=BinderEntry.Kind.QUESTION, entries__answered_at=None)
    counted = visible_to(Binder, user, OWN).select_related("patient").order_by("pk")
    return counted.annotate(
        questions=Count("entries", filter=asked), oldest=Min("entries__written_at", filter=asked)
    )


def _leaving(user: Any, binders: list[Binder]) -> Iterable[Client]:
    if not binders:
        return
    said = list(standing.consents(user))
    for binder in binders:
        whose = {binder.patient_id, binder.patient.merged_into_id}
        ended = standing.ended_at([consent for consent in said if consent.patient_id in whose], clock.now())
        if ended and clock.now() < ended + standing.TO_HAND_OVER:
            yield Client(binder.patient, binder=binder, until=ended + standing.TO_HAND_OVER)
