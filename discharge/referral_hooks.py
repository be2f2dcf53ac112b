"""What referrals hear of the plan, and the pages of leaving show of them."""

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from discharge import gate_facts_of_referrals, pages  # noqa: F401 - says how the gates of referrals stand
from discharge.models import DischargePlan, LeavingStep
from patients.models import Case
from referrals import beside, leavings


def _leaving(case: Case) -> int:
    found = DischargePlan.objects.filter(case=case).values_list("leaving", flat=True).first()
    return found or 1


def _fresh(case: Case, column: str) -> Q:
    """No earlier departure that stands came at or after it (as discharge.gate_facts.fresh, without reading the plan)."""
    gone = LeavingStep.objects.filter(
        case=case, stage=LeavingStep.Stage.LEFT, reversed_at=None, leaving__lt=F("plan__leaving"),
        at__gte=OuterRef(column),
    )  # fmt: skip
    return ~Q(Exists(gone))


leavings.NUMBER.append(_leaving)
leavings.FRESH.append(_fresh)
beside.PAGES.append(pages.shown)
pages.PAGES.append((_("Referrals"), "referrals:case", "view_discharge"))
