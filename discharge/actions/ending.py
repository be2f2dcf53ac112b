"""How a case ends and comes back."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from careplans import endings, queries
from careplans.checklist import require
from careplans.models import Goal
from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from discharge import checklist
from discharge.models import DischargePlan, ExpectedDateChange
from discharge.queries.closing import LiveWork, live_work
from messaging.ending import end_with_case as end_talk
from outreach import attempts
from outreach.actions import cancel_visit
from outreach.protocol import end_with_case
from patients import stages
from patients.models import Case, CaseClosing, Stage
from teams import ledger
from teams.endings import end
from teams.models import Assignment
from worklist import actions as work

ANY_OPEN = {stage: Stage.CLOSED for stage in Stage if stage != Stage.CLOSED}


@action("lead_case", moves=ANY_OPEN, state="stage")
def close_case(
    case: Case,
    *,
    by: Any,
    closing: str,
    outcome: str | Mapping[str, str] = "",
    handed_to: str = "",
    work_cancelled_because: str = "",
) -> Case:
    """End a case with its reason, what came of each open goal, and who takes over ("none needed" is an answer).

    `outcome` is one sentence for every open goal, or one each by goal key. Work still open is refused, or cancelled
    with `work_cancelled_because`.
    """
    outcomes = _by_goal(case, outcome)
    given_up = closing == CaseClosing.UNREACHABLE
    left = live_work(case, given_up=given_up)
    gaps = checklist.before_closing(
        closing=closing,
        goals_without_outcome=sum(not words.strip() for _goal, words in outcomes),
        handed_to=handed_to,
        live_work=len(left),
        reason_for_work=work_cancelled_because,
        unreached=attempts.gaps(case) if given_up else (),
        inside=left.inside,
    )
    require(gaps)
    end_with_case(case, by=by, given_up=given_up)
    end_talk(case, by=by, because=work_cancelled_because.strip())
    _end_work(left, work_cancelled_because, by)
    for goal, words in outcomes:
        endings.end_goal(goal, by=by, outcome=words)
    endings.end_plan(case)
    _hand_off(case, handed_to, by)
    _stand_down(case, by)
    case.closing, case.closed_at, case.closed_by = closing, clock.now(), by
    return stages.entered(case, by=by, why=str(case.get_closing_display()))


@action("lead_case", moves={Stage.CLOSED: Stage.ASSESSING}, state="stage")
def reopen_case(case: Case, *, by: Any, why: str) -> Case:
    """Take up a closed case again, from assessing; the expected date of the last time counts no more."""
    if not why.strip():
        raise Refused(_("Say why the case is reopened."), field="why")
    if case.patient.merged_into_id:
        raise Refused(_("This record was joined with another. Open a case on that one."))
    case.closing, case.closed_at, case.closed_by = "", None, None
    _start_over(case, by, why)
    ledger.take_up(case, by=by)
    return stages.entered(case, by=by, why=why)


def _by_goal(case: Case, outcome: str | Mapping[str, str]) -> list[tuple[Goal, str]]:
    goals = queries.open_goals(case)
    if isinstance(outcome, str):
        return [(goal, outcome) for goal in goals]
    return [(goal, outcome.get(str(goal.pk), "")) for goal in goals]


def _end_work(left: LiveWork, reason: str, by: Any) -> None:
    """Promises first: stopping one takes its open occurrence along."""
    for follow_up in left.follow_ups:
        work.stop_follow_up(follow_up, by=by, reason=reason)
    for appointment in left.appointments:
        work.cancel_appointment(appointment, by=by, reason=reason)
    for visit in left.visits:
        cancel_visit(visit, by=by, reason=reason)
    for item in left.items:
        item.refresh_from_db()
        if item.is_live:
            work.cancel(item, by=by, reason=reason)


def _hand_off(case: Case, handed_to: str, by: Any) -> None:
    plan = DischargePlan.objects.filter(case=case).first()
    if plan is None:
        keep(DischargePlan(case=case, handed_to=handed_to, created_by=by))
    else:
        change(plan, handed_to=handed_to)


def _stand_down(case: Case, by: Any) -> None:
    """With the case every assignment ends, and what anybody answered for; each person may read on for some time."""
    why = _("The case was closed.")
    for assignment in Assignment.objects.filter(case=case, status=Assignment.Status.ACTIVE, error_at=None):
        end(assignment, why=why)
    ledger.close(case, by=by, why=why)
    case.lead = None


def _start_over(case: Case, by: Any, why: str) -> None:
    """What was planned for the last departure is put aside; the change of the date stays on record."""
    plan = DischargePlan.objects.filter(case=case).first()
    if plan is None:
        return
    if plan.expected_on is not None:
        gone = {"old": plan.expected_on, "new": None, "why": why, "changed_at": clock.now(), "changed_by": by}
        keep(ExpectedDateChange(case=case, **gone))
    change(plan, expected_on=None, disposition="", handed_to="")
    case.expected_leaving_on, case.leaving_moves = None, 0
