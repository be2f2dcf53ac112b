"""A deadline that a changed fact moved is kept on record, old and new (E-9). Used inside verbs only."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core import clock
from core.actions import keep
from discharge.models import DeadlineChange
from patients.models import Case


def moved(
    row: Any, column: str, *, rule: str, old: datetime | None, new: datetime | None, because: str
) -> DeadlineChange | None:
    """Keep that a column of a row of a case was moved; nothing where it was not."""
    if old == new:
        return None
    about = f"{row._meta.label}:{row.pk}:{column}"
    facts = {"rule": rule, "old": old, "new": new, "because": because[:240], "at": clock.now()}
    made: DeadlineChange = keep(DeadlineChange(case_id=row.case_id, about=about, **facts))
    return made


def moves_of(case: Case, row: Any = None) -> QuerySet[DeadlineChange]:
    """The moved deadlines of a case, or of one row of it, newest first."""
    rows = DeadlineChange.objects.filter(case=case)
    if row is not None:
        rows = rows.filter(about__startswith=f"{row._meta.label}:{row.pk}:")
    return rows.order_by("-at", "-pk")
