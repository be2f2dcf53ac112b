"""How the services outside answer: how long it takes, and how often they accept."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.keyset import Order
from dashboards.metrics import Kind, measure
from dashboards.scope import Hours, Scope
from dashboards.truth import true_where
from referrals.models import Referral

PLACEMENT = ("home_health", "snf", "irf", "ltch", "nursing_facility", "hospice_home", "hospice_facility")
ANSWERED = Order("first_answer_at", datetime.fromisoformat)


def _answered(scope: Scope) -> Any:
    """What was sent to a service that takes over care and answered in the period."""
    rows = Referral.objects.filter(case__in=scope.every, error_at=None, kind__in=PLACEMENT)
    rows = rows.filter(sent_at__isnull=False)
    return rows.filter(first_answer_at__gte=scope.ago(), first_answer_at__lt=scope.at)


@measure(
    "placement-response",
    label=_("Placement response"),
    definition=_(
        "Median of the elapsed hours from sending a referral of the team's cases to its first answer of any kind, over"
        " first answers in the last 30 days; home health, nursing facilities, rehabilitation, long-term acute care and hospice. Left"
        " out: referrals without an answer."
    ),
    source="KPI-09",
    kind=Kind.MEDIAN,
    shape="referral",
    order=ANSWERED,
    unit=_("h"),
    better="less",
    icon="send",
    told_again=True,
)
def placement_response(scope: Scope) -> Any:
    """Every first answer."""
    rows = _answered(scope).annotate(amount=Hours(F("first_answer_at"), F("sent_at")))
    return rows.order_by("first_answer_at", "pk")


@measure(
    "placement-accepted",
    label=_("Placement accepted"),
    definition=_(
        "Referrals of the team's cases that the service accepted, of those it accepted or declined, over first answers in"
        " the last 30 days. Left out: referrals that wait for more information, and those withdrawn before an acceptance."
    ),
    source="KPI-09",
    kind=Kind.RATE,
    shape="referral",
    order=ANSWERED,
    better="more",
    icon="send",
    told_again=True,
)
def placement_accepted(scope: Scope) -> Any:
    """Accepted against declined; an acceptance counts whatever came of it later."""
    decided = _answered(scope).exclude(accepted_at=None, declined_because="")
    rows = decided.annotate(met=true_where(accepted_at__isnull=False, accepted_at__lt=scope.at))
    return rows.order_by("first_answer_at", "pk")
