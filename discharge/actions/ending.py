"""How a case ends and comes back."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from careplans import endings, queries
from careplans.checklist import require
from careplans.models import Goal
from core import clock
from core.actions import action, change
from core.refusals import Refused
from discharge import answer_work, checklist, debts, departed, plans, stays
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
from worklist.models import FollowUp, Item

# Debts of a departure and papers that something came to later: given up with the reason, as answers that others owe us. A return
# is reviewed first.
GIVEN_UP = (Item.Kind.GATE, Item.Kind.PACKET)
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
    goals_ended: dict[str, str] | None = None,
) -> Case:
    """End a case with its reason, what came of each open goal, and who takes over ("none needed" is an answer).

    `outcome` is one sentence for every open goal, or one each by goal key; `goals_ended` says by goal key how one ended
    (Goal.Closing), else it ended with the case. Work still open is refused, or cancelled
    with `work_cancelled_because`. A patient who is in the house leaves first: on a closed case nobody would answer for
    what a departure leaves open. Only who was never selected stays without a case.
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
        in_house=not _never_was(case, closing) and stays.goes_on(case),
    )
    require(gaps)
    end_with_case(case, by=by, given_up=given_up)
    end_talk(case, by=by, because=work_cancelled_because.strip())
    _end_plan(case, outcomes, goals_ended or {}, by)
    _end_work(left, work_cancelled_because, by)
    _hand_off(case, handed_to, by)
    _stand_down(case, by)
    case.closing, case.closed_at, case.closed_by = closing, clock.now(), by
    return stages.entered(case, by=by, why=str(case.get_closing_display()))


@action("lead_case", moves={Stage.CLOSED: Stage.ASSESSING}, state="stage", after=answer_work.of_case)
def reopen_case(case: Case, *, by: Any, why: str) -> Case:
    """Take up a closed case again, from assessing; the expected date of the last time counts no more.

    What others owe us is asked for again by the facts of today, whatever closing gave up and came in while it was closed.
    """
    if not why.strip():
        raise Refused(_("Say why the case is reopened."), field="why")
    if case.patient.merged_into_id:
        raise Refused(_("This record was joined with another. Open a case on that one."))
    case.closing, case.closed_at, case.closed_by = "", None, None
    # Who answers for what first: what begins anew is theirs.
    ledger.take_up(case, by=by)
    _start_over(case, by, why)
    return stages.entered(case, by=by, why=why)


def _never_was(case: Case, closing: str) -> bool:
    """Whether casework never began, and does not."""
    return closing == CaseClosing.NOT_SELECTED and not plans.begun(case)


def _by_goal(case: Case, outcome: str | Mapping[str, str]) -> list[tuple[Goal, str]]:
    goals = queries.open_goals(case)
    if isinstance(outcome, str):
        return [(goal, outcome) for goal in goals]
    return [(goal, outcome.get(str(goal.pk), "")) for goal in goals]


def _end_plan(case: Case, outcomes: list[tuple[Goal, str]], ended: Mapping[str, str], by: Any) -> None:
    """The goals with what came of each, then the plan: whoever was to decide on it is asked no more."""
    for goal, words in outcomes:
        closing = ended.get(str(goal.pk)) or Goal.Closing.CASE_ENDED
        endings.end_goal(goal, by=by, outcome=words, closing=closing)
    endings.end_plan(case, by=by)


def _end_work(left: LiveWork, reason: str, by: Any) -> None:
    """Promises first: stopping one takes its open occurrence along."""
    for follow_up in left.follow_ups:
        follow_up.refresh_from_db()
        if follow_up.status == FollowUp.Status.RUNNING:
            work.stop_follow_up(follow_up, by=by, reason=reason)
    for appointment in left.appointments:
        work.cancel_appointment(appointment, by=by, reason=reason)
    for visit in left.visits:
        cancel_visit(visit, by=by, reason=reason)
    for item in left.items:
        item.refresh_from_db()
        if item.is_live and (item.kind in GIVEN_UP or answer_work.is_one(item)):
            debts.give_up(item, by=by, why=reason)
        elif item.is_live:
            work.cancel(item, by=by, reason=reason)


def _hand_off(case: Case, handed_to: str, by: Any) -> None:
    change(plans.plan_of(case, by), handed_to=handed_to)


def _stand_down(case: Case, by: Any) -> None:
    """With the case every assignment ends, and what anybody answered for; each person may read on for some time."""
    why = _("The case was closed.")
    for assignment in Assignment.objects.filter(case=case, status=Assignment.Status.ACTIVE, error_at=None):
        end(assignment, why=why)
    ledger.close(case, by=by, why=why)
    case.lead = None


def _start_over(case: Case, by: Any, why: str) -> None:
    """What was planned for the last departure is put aside; the change of the date stays on record."""
    plan = plans.plan_of(case, by)
    another = plans.begin_next(plan, by=by, why=why)
    case.expected_leaving_on, case.leaving_moves = None, 0
    for listener in departed.NEXT if another else ():
        listener(case, plan, None, by)
