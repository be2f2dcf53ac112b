"""What came of a follow-up: kept once, amended by a new row, told to whoever decides, and back into the plan."""

from typing import Any

from django.utils.translation import gettext as _

from core import access
from core.actions import action, keep
from core.refusals import Refused
from directory.models import Practitioner
from worklist import endings, plan_looks, series, told
from worklist.dues import keep_next_due
from worklist.models import FollowUpOutcome, Item
from worklist.models.item import LIVE

Status = Item.Status
Decision = FollowUpOutcome.Decision
Response = FollowUpOutcome.Response


@action("edit_work", moves={**dict.fromkeys(LIVE, Status.DONE), Status.DONE: Status.DONE})
def record_outcome(
    item: Item,
    *,
    by: Any,
    response: str,
    decision: str,
    explained: str,
    side_effects: str = "",
    decision_note: str = "",
    told_user: Any = None,
    told_practitioner: Practitioner | None = None,
    understood: str = "",
    agreed: str = "",
    obstacles: str = "",
) -> FollowUpOutcome:
    """Say what came of a follow-up, and that it was explained; this ends it, unless a contact has ended it already.

    Whoever decides is told at once; what is worse or is to change makes the lead look at the plan.
    """
    _must_be_a_follow_up(item)
    if item.outcomes.exists():
        raise Refused(_("What came of this is on record already. Amend that instead."))
    said = {
        "response": response,
        "side_effects": side_effects,
        "decision": decision,
        "understood": understood,
    }
    said |= {"decision_note": decision_note, "explained": explained, "agreed": agreed, "obstacles": obstacles}
    made: FollowUpOutcome = keep(
        FollowUpOutcome(
            item=item, told_user=told_user, told_practitioner=told_practitioner, recorded_by=by, **said
        )
    )
    if item.done_at is None:
        endings.finish(item, by=by, note=made.short)
        series.carry_on(item, by=by)
    _tell(made, by)
    keep_next_due(item.case_id, item)
    return made


@action("edit_work")
def amend_outcome(
    outcome: FollowUpOutcome,
    *,
    by: Any,
    response: str,
    decision: str,
    explained: str,
    side_effects: str = "",
    decision_note: str = "",
    told_user: Any = None,
    told_practitioner: Practitioner | None = None,
    understood: str = "",
    agreed: str = "",
    obstacles: str = "",
) -> FollowUpOutcome:
    """Correct what is on record by a new row that names the one it amends; the old one stays as it was."""
    if FollowUpOutcome.objects.filter(amends=outcome).exists():
        raise Refused(_("This was amended already. Amend the newest instead."))
    said = {
        "response": response,
        "side_effects": side_effects,
        "decision": decision,
        "understood": understood,
    }
    said |= {"decision_note": decision_note, "explained": explained, "agreed": agreed, "obstacles": obstacles}
    who = {"told_user": told_user, "told_practitioner": told_practitioner}
    made: FollowUpOutcome = keep(
        FollowUpOutcome(item=outcome.item, amends=outcome, recorded_by=by, **who, **said)
    )
    _tell(made, by)
    keep_next_due(outcome.item.case_id)
    return made


def _must_be_a_follow_up(item: Item) -> None:
    if item.kind != Item.Kind.FOLLOW_UP or item.case_id is None:
        raise Refused(_("Only a follow-up has an outcome. Say what came of this when it is done."))


def _tell(outcome: FollowUpOutcome, by: Any) -> None:
    """Into the notices of whoever decides, and to the lead where the plan is to be looked at."""
    if outcome.told_user is not None:
        if not access.can(outcome.told_user, "view_clinical", outcome.item):
            raise Refused(
                _("%(name)s does not see this case. Bring them onto it, or name a clinician outside.")
                % {"name": outcome.told_user.short},
                field="told_user",
            )
        if outcome.told_user != by:
            told.tell(outcome.told_user, "outcome", outcome.pk)
    worse = outcome.response == Response.WORSE
    if worse or outcome.decision != Decision.GO_ON:
        # More people see work than health: of what came of it nothing but how urgent it is.
        what = _("Look at the plan: a follow-up asks for it")
        plan_looks.ask(outcome.item, by=by, what=what, why=outcome.item.what, worse=worse)
