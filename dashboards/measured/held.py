"""What holds patients in the house: delays by their cause, how much of it was avoidable, and dates that slipped."""

from datetime import datetime
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_lazy as _

from core.keyset import Order
from dashboards.metrics import Kind, measure
from dashboards.scope import Hours, Scope
from discharge.models import DelaySegment, ExpectedDateChange
from patients.models import Case

STARTED = Order("started_at", datetime.fromisoformat)


def segments(scope: Scope) -> Any:
    """The delays of the team's cases that ran in the period, with their hours in it."""
    return _running(scope).annotate(amount=_hours(scope))


def _running(scope: Scope) -> "QuerySet[DelaySegment]":
    rows = DelaySegment.objects.filter(case__in=scope.every, error_at=None, started_at__lt=scope.at)
    return rows.filter(Q(ended_at=None) | Q(ended_at__gt=scope.ago()))


def _hours(scope: Scope) -> Hours:
    """From when the delay began, or the period, until it ended, or the instant."""
    until = Least(Coalesce(F("ended_at"), scope.at), scope.at)
    return Hours(until, Greatest(F("started_at"), scope.ago()))


@measure(
    "delays",
    label=_("Delay hours"),
    definition=_(
        "Hours within the last 30 days in which a delay was running on the team's cases, each delay for itself, by cause."
        " Two that ran at once count twice here. Left out: delays marked in error."
    ),
    source="C55; KPI-03 counts patient-days, this counts hours",
    kind=Kind.TOTAL,
    shape="delay",
    order=STARTED,
    unit=_("h"),
    better="less",
    icon="hourglass",
    told_again=True,
)
def delays(scope: Scope) -> Any:
    """The oldest first."""
    return segments(scope).order_by("started_at", "pk")


@measure(
    "avoidable",
    label=_("Avoidable share of delay"),
    definition=_(
        "Hours of delays on the team's cases, as far as the rules of the site count them as avoidable by what was said of"
        " each, divided by all delay hours of the last 30 days. Left out: delays marked in error."
    ),
    source="KPI-03; the pack of delays in force at the site",
    kind=Kind.RATIO,
    shape="delay",
    order=STARTED,
    better="less",
    icon="hourglass",
    told_again=True,
)
def avoidable(scope: Scope) -> Any:
    """The same delays, weighed by what was said of each."""
    hours = _hours(scope)
    whens = [When(avoidable=said, then=hours * part / 100) for said, part in scope.rules.avoidable.items()]
    share = Choose(*whens, default=hours * 0, output_field=FloatField())
    return _running(scope).annotate(amount=share, base=hours).order_by("started_at", "pk")


@measure(
    "slips",
    label=_("Expected-date slips per case"),
    definition=_(
        "Changes of the expected date to a later one in the last 30 days, divided by the team's cases open in that time"
        " that have had an expected date. Left out: the first date of a case, and changes to an earlier date."
    ),
    source="C51; states-and-matrices.md 3",
    kind=Kind.RATIO,
    shape="case",
    order=Order("opened_at", datetime.fromisoformat),
    better="less",
    icon="calendar-x",
    told_again=True,
)
def slips(scope: Scope) -> Any:
    """Each case with the slips it had."""
    changes = ExpectedDateChange.objects.filter(changed_at__lt=scope.at)
    lately = changes.filter(changed_at__gte=scope.ago())
    out = lately.filter(case=OuterRef("pk"), old__isnull=False, new__gt=F("old"))
    number = out.order_by().values("case").annotate(n=Count("pk")).values("n")
    dated = Exists(changes.filter(case=OuterRef("pk"), new__isnull=False))
    open_then = Q(closed_at=None) | Q(closed_at__gte=scope.ago())
    rows = Case.objects.filter(open_then, dated, pk__in=scope.every)
    return rows.annotate(amount=Coalesce(Subquery(number), 0), base=Value(1)).order_by("opened_at", "pk")
