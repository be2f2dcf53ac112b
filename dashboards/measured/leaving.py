"""What was left undone at leaving: gates overridden and left open, and notices given in time."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.keyset import Order
from dashboards.metrics import Kind, measure
from dashboards.scope import Scope
from dashboards.truth import true_where
from discharge.models import GateCheck, Notice

AT = Order("at", datetime.fromisoformat)
GIVEN = (Notice.Status.DELIVERED, Notice.Status.REFUSED, Notice.Status.REP_CONTACTED)


def _gates(scope: Scope, status: str) -> Any:
    rows = GateCheck.objects.filter(case__in=scope.every, error_at=None, hard=True, status=status)
    return rows.filter(at__gte=scope.ago(), at__lt=scope.at).order_by("at", "pk")


@measure(
    "overrides",
    label=_("Hard gates overridden"),
    definition=_(
        "Hard gates of the team's cases that somebody overrode with a reason in the last 30 days. Left out: overrides"
        " taken back or marked in error."
    ),
    source="C53; states-and-matrices.md 3",
    kind=Kind.COUNT,
    shape="gate",
    order=AT,
    better="less",
    tone="orange",
    icon="shield-alert",
    told_again=True,
)
def overrides(scope: Scope) -> Any:
    """The oldest first."""
    return _gates(scope, GateCheck.Status.OVERRIDDEN)


@measure(
    "left-open",
    label=_("Hard gates left open"),
    definition=_(
        "Hard gates that were open when a patient of the team had left, in the last 30 days. Left out: those marked in"
        " error."
    ),
    source="C53; design README 18",
    kind=Kind.COUNT,
    shape="gate",
    order=AT,
    better="less",
    tone="red",
    icon="shield-alert",
    told_again=True,
)
def left_open(scope: Scope) -> Any:
    """The oldest first."""
    return _gates(scope, GateCheck.Status.LEFT_OPEN)


@measure(
    "notices",
    label=_("Notices given in time"),
    definition=_(
        "Notices of the team's cases that were given within their window, those refused and noted counted as given, of"
        " those whose window ended in the last 30 days. Left out: notices not required or marked in error."
    ),
    source="KPI-17",
    kind=Kind.RATE,
    shape="notice",
    order=Order("due_by", datetime.fromisoformat),
    better="more",
    icon="file-signature",
    told_again=True,
)
def notices(scope: Scope) -> Any:
    """Every notice whose latest instant fell into the period."""
    rows = Notice.objects.filter(case__in=scope.every, error_at=None)
    rows = rows.exclude(status=Notice.Status.NOT_REQUIRED)
    rows = rows.filter(due_by__gte=scope.ago(), due_by__lt=scope.at)
    given = true_where(Q(status__in=GIVEN), late=False)
    return rows.annotate(met=given).order_by("due_by", "pk")
