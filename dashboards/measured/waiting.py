"""What is late, what nobody answers for, what has reached the supervisor, and what waits for a decision."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from core.keyset import Order
from dashboards.measured.carrying import seen
from dashboards.metrics import Kind, measure
from dashboards.scope import Scope
from dashboards.truth import true_where
from supervision import board
from worklist.models import Item, Reminder
from worklist.models.item import LIVE

DUE = Order("due_at", datetime.fromisoformat)


@measure(
    "breaching",
    label=_("Breaching"),
    definition=_(
        "Open work on the team's open cases that is past its due time. Left out: the keeper's work on holes, which has"
        " a number of its own."
    ),
    source="KPI-16",
    kind=Kind.COUNT,
    shape="item",
    order=DUE,
    better="less",
    tone="orange",
    icon="clock-alert",
)
def breaching(scope: Scope) -> Any:
    """As on the supervisor's first page."""
    return board.overdue(seen(scope))


@measure(
    "holes",
    label=_("Nobody answers for it"),
    definition=_(
        "Parts of the team's open cases that nobody has answered for longer than the rules allow. Nothing is left out."
    ),
    source="R-DUP-6",
    kind=Kind.COUNT,
    shape="item",
    order=Order("created_at", datetime.fromisoformat),
    better="less",
    tone="red",
    icon="circle-question-mark",
)
def holes(scope: Scope) -> Any:
    """As on the supervisor's first page."""
    return board.holes(seen(scope))


@measure(
    "reached",
    label=_("Reached the supervisor"),
    definition=_(
        "Open work on the team's open cases that is past its due time and whose reminders have rung for a supervisor"
        " since then. Left out: work that was given a later due time after that."
    ),
    source="C75; the ladder in force at the site",
    kind=Kind.COUNT,
    shape="item",
    order=DUE,
    better="less",
    tone="red",
    icon="megaphone",
)
def reached(scope: Scope) -> Any:
    """Silence that climbed to the top of its ladder and still goes on."""
    rang = Reminder.objects.filter(
        item=OuterRef("pk"), status=Reminder.Status.PLANNED, rang_for=Reminder.To.SUPERVISOR
    )
    rang = rang.filter(planned_at__gte=OuterRef("due_at"))
    rows = Item.objects.filter(Exists(rang), case__in=scope.open, status__in=LIVE, due_at__lt=scope.at)
    return rows.order_by("due_at", "pk")


@measure(
    "approvals",
    label=_("Approvals waiting"),
    definition=_(
        "Plans of the team's open cases that were handed in and wait for a decision. Left out: plans marked in error."
    ),
    source="C24",
    kind=Kind.COUNT,
    shape="plan",
    order=Order("submitted_at", datetime.fromisoformat),
    better="less",
    tone="yellow",
    icon="file-check",
)
def approvals(scope: Scope) -> Any:
    """As on the supervisor's first page."""
    return board.approvals(seen(scope))


@measure(
    "offers",
    label=_("Parts on offer"),
    definition=_(
        "Parts in the team's open cases that are offered to a colleague and wait for an answer. Left out: offers whose"
        " time is over."
    ),
    source="R-DUP-5",
    kind=Kind.COUNT,
    shape="offer",
    order=Order("expires_at", datetime.fromisoformat),
    better="less",
    tone="purple",
    icon="hand",
)
def offers(scope: Scope) -> Any:
    """As on the supervisor's first page."""
    return board.offers(seen(scope))


@measure(
    "followups-kept",
    label=_("Follow-ups kept on time"),
    definition=_(
        "Times of follow-up series on the team's cases that were done by their due time, of those due in the last 30"
        " days. Left out: those cancelled before they were due."
    ),
    source="KPI-16; states-and-matrices.md 3",
    kind=Kind.RATE,
    shape="item",
    order=DUE,
    better="more",
    icon="calendar-check",
    told_again=True,
)
def followups_kept(scope: Scope) -> Any:
    """Every promise that fell due in the period."""
    rows = Item.objects.filter(case__in=scope.every, series__isnull=False)
    rows = rows.filter(due_at__gte=scope.ago(), due_at__lt=scope.at)
    rows = rows.exclude(status=Item.Status.CANCELLED, cancelled_at__lt=F("due_at"))
    return rows.annotate(met=true_where(done_at__lte=F("due_at"))).order_by("due_at", "pk")
