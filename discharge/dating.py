"""The expected date moves: kept with who, why and what holds the patient. Used inside verbs only."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments import slips
from core import clock
from core.actions import change, keep
from core.refusals import Refused
from discharge import notice_keeping
from discharge.models import DischargePlan, ExpectedDateChange
from policy.ready import delays_of


def move_date(
    plan: DischargePlan, *, by: Any, expected_on: date, why: str, cause: str = ""
) -> ExpectedDateChange:
    """Move the date of a plan; the caller or the kernel saves the plan."""
    if not plan.case.is_open:
        raise Refused(_("This case is closed. Reopen it before setting a date."))
    if expected_on < clock.today(plan.case.facility.tz):
        raise Refused(
            _("The expected discharge date is in the past. Choose today or later."), field="expected_on"
        )
    if expected_on == plan.expected_on:
        raise Refused(
            _("That is the expected date already. Choose another day, or leave it."), field="expected_on"
        )
    return _move_date(plan, expected_on, by, why, _cause(plan, expected_on, why, cause))


def causes(plan: DischargePlan) -> list[Any]:
    """What can move the date, for a form, by group; empty where no rules of delays are in force."""
    return delays_of(plan.case.facility, clock.now())[1].choices()


def _cause(plan: DischargePlan, to: date, why: str, cause: str) -> str:
    """The cause of a slip; a first date and an earlier one need none."""
    if not why.strip():
        raise ValidationError({"why": _("Say what the day rests on, or what moved it.")})
    known = delays_of(plan.case.facility, clock.now())[1].by_code
    if cause and cause not in known:
        raise ValidationError({"cause": _("Choose the cause from the list.")})
    if plan.expected_on is not None and to > plan.expected_on and known and not cause:
        raise ValidationError({"cause": _("The date moves out. Choose what holds the patient, and say why.")})
    return cause


def _move_date(plan: DischargePlan, to: date, by: Any, why: str, cause: str) -> ExpectedDateChange:
    """Keep the change, set the date, and show it on the case; the first date is a date, not a move."""
    old = plan.expected_on
    facts = {"old": old, "new": to, "why": why, "cause": cause, "changed_at": clock.now(), "changed_by": by}
    moved = keep(ExpectedDateChange(case=plan.case, **facts))
    slips.slipped(plan.case, old, to, key=f"discharge.expecteddatechange:{moved.pk}", by=by)
    plan.expected_on = to
    change(plan.case, expected_leaving_on=to, leaving_moves=plan.case.leaving_moves + (old is not None))
    notice_keeping.of_case(plan.case, by)
    return moved
