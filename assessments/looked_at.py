"""When a patient was last looked at as a whole, as parts of a statement about cases. Reads only."""

from typing import Any

from django.db.models import DateTimeField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest, Least

from assessments.models import Assessment, Reassessment
from assessments.reassess import OPEN, WHOLE, Status, Trigger
from patients.models import Case, Stage
from worklist.activities import Activity
from worklist.models import Item


def cases() -> QuerySet[Case]:
    """Open cases of living patients past their intake whose first assessment is done; `assessed_at` and `looked_at` say when."""
    rows = Case.objects.exclude(stage__in=(Stage.CLOSED, Stage.REFERRED)).filter(patient__deceased_at=None)
    return dated(rows).filter(assessed_at__isnull=False)


def dated(rows: QuerySet[Case], path: str = "pk") -> QuerySet[Any]:
    """Rows with the first and the last moment at which their case was looked at as a whole."""
    whole = Assessment.objects.filter(case=OuterRef(path), form__in=WHOLE, status="complete", error_at=None)
    work = Item.objects.filter(
        case=OuterRef(path), kind=Item.Kind.ASSESSMENT, activity=Activity.CM_ASSESSMENT, status="done"
    )
    first = Least(
        _of(whole.order_by("completed_at"), "completed_at"), _of(work.order_by("done_at"), "done_at")
    )
    last = Greatest(
        _of(whole.order_by("-completed_at"), "completed_at"), _of(work.order_by("-done_at"), "done_at")
    )
    # Work that somebody ended by hand was looked at all the same: they said why.
    dropped = Reassessment.objects.filter(case=OuterRef(path), status=Status.ENDED, trigger=Trigger.CADENCE)
    by_hand = _of(dropped.order_by("-item__cancelled_at"), "item__cancelled_at")
    return rows.annotate(assessed_at=first, looked_at=Greatest(last, by_hand))


def something_open(path: str = "pk") -> QuerySet[Reassessment]:
    """The reassessments of a case that somebody is about."""
    return Reassessment.objects.filter(case=OuterRef(path), status__in=OPEN)


def _of(rows: QuerySet[Any], column: str) -> Subquery:
    return Subquery(
        rows.filter(**{f"{column}__isnull": False}).values(column)[:1], output_field=DateTimeField()
    )
