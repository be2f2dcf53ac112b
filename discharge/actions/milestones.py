"""Milestones as people say them, and as a sweep reads them from facts that nobody told (C52)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change
from core.refusals import Refused
from discharge import milestones
from discharge.models import DischargePlan, Milestone


@action("edit_discharge")
def reach_milestone(plan: DischargePlan, *, by: Any, code: str, at: datetime | None = None) -> Milestone:
    """A milestone was reached, at an instant that is not to come."""
    when = at or clock.now()
    if when > clock.now():
        raise Refused(_("This is still to come. Enter when it was reached."), field="at")
    return _known(milestones.reached(plan, code, at=when, by=by))


@action("edit_discharge")
def take_back_milestone(plan: DischargePlan, *, by: Any, code: str, reason: str) -> Milestone:
    """It was not reached after all."""
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    return _known(milestones.unreached(plan, code))


@action("edit_discharge")
def milestone_not_needed(plan: DischargePlan, *, by: Any, code: str, reason: str) -> Milestone:
    """This patient leaves without it, and why; what waited for it waits for what it waited for."""
    if not reason.strip():
        raise Refused(_("Say why it is not needed."), field="reason")
    if code == "left":
        raise Refused(_("Nobody leaves without leaving."))
    rules = milestones.rules_of(plan)
    rows = milestones.laid_out(plan, rules, by)
    row = _known(rows.get(code))
    if row.reached_at is not None:
        raise Refused(_("This is reached already. Take that back first."))
    change(row, not_needed_because=reason.strip())
    milestones.settle(plan, rules, rows)
    return row


def _known(row: Milestone | None) -> Milestone:
    if row is None:
        raise Refused(_("The rules in force know no such milestone. Choose from the list."), field="code")
    return row
