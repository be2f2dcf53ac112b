"""Whether the work of a case begins in time: assessed, planned and approved, and what was passed on brought back."""

from datetime import datetime
from typing import Any

from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from careplans.models import PlanVersion
from core.keyset import Order
from dashboards.metrics import Kind, measure
from dashboards.scope import Later, Scope
from dashboards.truth import true_where
from messaging.models import Relay
from patients.models import Case

OPENED = Order("opened_at", datetime.fromisoformat)
ASSESS_HOURS, APPROVE_HOURS = 24, 48


@measure(
    "assessed",
    label=_("Assessed within 24 h"),
    definition=_(
        "Cases of the team with an assessment by the case manager completed within 24 elapsed hours of being opened, of"
        " those whose 24 hours ended in the last 30 days. Left out: cases closed within their 24 hours without one."
    ),
    source="KPI-05",
    kind=Kind.RATE,
    shape="case",
    order=OPENED,
    better="more",
    icon="clipboard-check",
    told_again=True,
)
def assessed(scope: Scope) -> Any:
    """By the first complete assessment of a case."""
    done = Assessment.objects.filter(case=OuterRef("pk"), form="initial", error_at=None)
    done = done.filter(status=Assessment.Status.COMPLETE)
    return _within(scope, ASSESS_HOURS, done, "completed_at")


@measure(
    "approved",
    label=_("Plan approved within 48 h"),
    definition=_(
        "Cases of the team with a plan approved within 48 elapsed hours of being opened, of those whose 48 hours ended in"
        " the last 30 days. Left out: cases closed within their 48 hours without one."
    ),
    source="states-and-matrices.md 3",
    kind=Kind.RATE,
    shape="case",
    order=OPENED,
    better="more",
    icon="file-check",
    told_again=True,
)
def approved(scope: Scope) -> Any:
    """By the first version of a plan that was approved."""
    done = PlanVersion.objects.filter(case=OuterRef("pk"), error_at=None, approved_at__isnull=False)
    return _within(scope, APPROVE_HOURS, done, "approved_at")


def _within(scope: Scope, hours: int, done: "QuerySet[Any]", column: str) -> Any:
    """The cases whose clock ended in the period, met where the first of these rows is dated within it."""
    first = done.order_by().values("case").annotate(first=Min(column)).values("first")
    rows = Case.objects.filter(pk__in=scope.every)
    rows = rows.annotate(by=Later(F("opened_at"), hours=hours), first_at=Subquery(first))
    rows = rows.filter(by__gte=scope.ago(), by__lt=scope.at)
    never = Q(first_at=None) | Q(first_at__gt=F("by"))
    rows = rows.annotate(gone=true_where(never, closed_at__lt=F("by"))).filter(gone=False)
    return rows.annotate(met=true_where(first_at__lte=F("by"))).order_by("opened_at", "pk")


@measure(
    "relays-closed",
    label=_("Passed on and brought back"),
    definition=_(
        "Messages to be passed on in the team's cases that were closed after the other side said them back, of those"
        " raised in the last 30 days and more than 24 hours ago. Left out: messages withdrawn or marked in error."
    ),
    source="C44; states-and-matrices.md 3",
    kind=Kind.RATE,
    shape="relay",
    order=Order("created_at", datetime.fromisoformat),
    better="more",
    icon="repeat",
    told_again=True,
)
def relays_closed(scope: Scope) -> Any:
    """What was raised in the period, given a day to come back."""
    rows = Relay.objects.filter(case__in=scope.every, error_at=None, withdrawn_at=None)
    rows = rows.filter(created_at__gte=scope.ago(), created_at__lt=scope.ago(1))
    done = true_where(closed_at__lt=scope.at, understood_at__isnull=False)
    return rows.annotate(met=done).order_by("created_at", "pk")
