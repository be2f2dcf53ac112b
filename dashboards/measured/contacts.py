"""Whether patients are reached: cases that have gone quiet, and first contacts within their clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Case as Choose
from django.db.models import F, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.keyset import Order
from dashboards.metrics import Kind, measure
from dashboards.scope import Later, Scope
from dashboards.truth import true_where
from intake.models import IntakeRequest
from patients.models import Case
from policy.series import TIER_OF


@measure(
    "stale",
    label=_("Gone quiet"),
    definition=_(
        "Open cases of living patients without a contact, since it or since the case was opened, for longer than their"
        " tier allows: in the house the cadence of reassessment, outside it the interval of outreach. The tier is the"
        " readmission risk, or the complexity of the case while no risk is known. Left out: cases still referred."
    ),
    source="C75; R-RE-1 and the outreach series, by the rules of the site",
    kind=Kind.COUNT,
    shape="case",
    order=Order("quiet_since", datetime.fromisoformat),
    better="less",
    tone="orange",
    icon="phone-missed",
)
def stale(scope: Scope) -> Any:
    """The longest quiet first."""
    rows = Case.objects.filter(pk__in=scope.open, patient__deceased_at=None)
    rows = rows.exclude(stage=Case.Stage.REFERRED)
    rows = rows.annotate(quiet_since=Coalesce("last_contact_at", "opened_at"))
    return rows.filter(quiet_since__lt=_limit(scope)).order_by("quiet_since", "pk")


def _limit(scope: Scope) -> Choose:
    """The instant before which a contact is too long ago, by where the patient is and by tier."""
    whens = []
    for where, figures in ((False, scope.rules.quiet.inside), (True, scope.rules.quiet.after)):
        whens += [
            When(**facts, admitted_at__isnull=where, then=_back(scope, figures, tier))
            for tier, facts in _tiers()
        ]
    return Choose(*whens, default=_back(scope, scope.rules.quiet.after, "low"))


def _tiers() -> list[tuple[str, dict[str, str]]]:
    """What makes a tier: the risk, and where none is known the complexity."""
    risks = [(tier.value, {"risk": tier.value}) for tier in Case.Risk]
    return risks + [(tier, {"risk": "", "complexity": name}) for name, tier in TIER_OF.items()]


def _back(scope: Scope, figures: Mapping[str, int], tier: str) -> Later:
    return Later(scope.at, hours=-figures[tier])


@measure(
    "first-contact",
    label=_("First contact in time"),
    definition=_(
        "Requests that led to a case of the team whose first contact was made by its clock, of those whose clock ended in"
        " the last 30 days. Left out: requests that were declined or sent on."
    ),
    source="R-INT-2; states-and-matrices.md 3",
    kind=Kind.RATE,
    shape="request",
    order=Order("first_contact_due", datetime.fromisoformat),
    better="more",
    icon="phone-call",
    told_again=True,
)
def first_contact(scope: Scope) -> Any:
    """Every first contact that fell due in the period."""
    gone = (IntakeRequest.Status.DECLINED, IntakeRequest.Status.REDIRECTED)
    rows = IntakeRequest.objects.filter(case__in=scope.every).exclude(status__in=gone)
    rows = rows.filter(first_contact_due__gte=scope.ago(), first_contact_due__lt=scope.at)
    rows = rows.annotate(met=true_where(contacted_at__lte=F("first_contact_due")))
    return rows.order_by("first_contact_due", "pk")
