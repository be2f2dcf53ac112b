"""The stay that the present departure ends: while the patient is in the house, and once they have left."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from discharge.departed import STAYS
from encounters.models import Encounter
from patients.models import Case

Status = Encounter.Status
BEGAN = (Status.IN_PROGRESS, Status.FINISHED)


def stays_of(case: Any) -> "QuerySet[Encounter]":
    """The stays of a case (or of an OuterRef to one), the one that goes on or ended last first."""
    rows = Encounter.objects.filter(case=case, kind__in=STAYS, status__in=BEGAN)
    return rows.order_by(F("ended_at").desc(nulls_first=True), F("started_at").desc(nulls_last=True), "pk")


def goes_on(case: Case) -> bool:
    """Whether the patient is in the house with a stay of the case."""
    return going_on(case).exists()


def going_on(case: Any) -> "QuerySet[Encounter]":
    """The stays of a case (or of an OuterRef to one) with which the patient is in the house."""
    return stays_of(case).filter(status=Status.IN_PROGRESS)


def present(case: Case) -> tuple[UUID | None, datetime]:
    """The unit and the beginning of the stay: a case shows neither any more once its patient has left."""
    unit, begun = case.unit_id, case.admitted_at
    if unit is None or begun is None:
        last = stays_of(case).values_list("unit", "started_at").first() or (None, None)
        unit, begun = unit or last[0], begun or last[1]
    return unit, begun or case.opened_at
