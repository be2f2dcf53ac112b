"""What the ledger of delays and the milestones hear and show: departures, referrals, medicines, and how a delay ends."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from assessments import relisted
from core import clock
from core.actions import change
from discharge import delay_work, departed, milestones, pages
from discharge.models import DelaySegment, DischargePlan
from discharge.plans import plan_of
from patients.models import Case
from referrals import happened
from worklist import told
from worklist.models import Item
from worklist.own_ends import ENDS, End


def _left(_case: Case, plan: DischargePlan, encounter: Any, by: Any) -> None:
    """Whoever has left is held by nothing: what was open ends with the departure."""
    milestones.reached(plan, "left", at=encounter.ended_at, by=by)
    rows = DelaySegment.objects.filter(plan=plan, leaving=plan.leaving, status="open", error_at=None)
    for row in rows.select_related("item", "case"):
        if encounter.ended_at > row.started_at:
            change(row, status=DelaySegment.Status.CLOSED, ended_at=encounter.ended_at, ended_by=by)
        else:
            facts = {
                "error_at": clock.now(),
                "error_by": by,
                "error_reason": _t("It began after the patient left."),
            }
            change(row, **facts)
        delay_work.finish(row, _t("The patient has left."), by=by)


def _here_again(_case: Case, plan: DischargePlan, _encounter: Any, _by: Any) -> None:
    milestones.unreached(plan, "left")


def _of_referrals(code: str, case: Case, *, leaving: int, at: Any, by: Any) -> None:
    plan = plan_of(case, by)
    if plan.leaving == leaving:
        milestones.reached(plan, code, at=at, by=by)


def _relisted(case: Case, what: str, by: Any) -> None:
    if what == "medicines":
        milestones.reached(plan_of(case, by), "medicines_reconciled", at=clock.now(), by=by)


departed.LISTENERS.append(_left)
departed.TAKEN_BACK.append(_here_again)
happened.HEARS.append(_of_referrals)
relisted.HEARS.append(_relisted)
pages.PAGES.append((_("Delays"), "board:delays", "view_delay"))
ENDS[Item.Kind.DELAY] = End(
    _("Say how it stands"),
    lambda item: reverse("board:delay", args=[item.about.partition(":")[2]]),
    _("Close the delay on its page, with when it was over."),
)
told.SAYS["delay"] = (_("A patient has been held for long"), "board:delay")
