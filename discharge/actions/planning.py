"""When the patient leaves and where to; every change of the date is kept with who and why."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from discharge.models import DischargePlan, ExpectedDateChange
from encounters.dispositions import PLANNABLE
from patients.models import Case


@action("edit_discharge")
def start_plan(case: Case, *, by: Any) -> DischargePlan:
    """The discharge plan of a case: the one it has, or a new one."""
    plan = DischargePlan.objects.filter(case=case).first()
    return plan or keep(DischargePlan(case=case, created_by=by))


@action("edit_discharge")
def set_expected_date(plan: DischargePlan, *, by: Any, expected_on: date, why: str) -> DischargePlan:
    """Say on which day the patient is expected to leave; the old day, who changed it and why are kept."""
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
    _move_date(plan, expected_on, by, why)
    return plan


@action("edit_discharge")
def choose_disposition(plan: DischargePlan, *, by: Any, disposition: str) -> DischargePlan:
    """Say where the patient is to go, as a UB-04 patient status a team can plan for."""
    if disposition not in PLANNABLE:
        raise Refused(_("Choose where the patient goes from the list."), field="disposition")
    plan.disposition = disposition
    return plan


def _move_date(plan: DischargePlan, to: date, by: Any, why: str) -> None:
    """Keep the change, set the date, and show it on the case; the first date is a date, not a move."""
    old = plan.expected_on
    keep(ExpectedDateChange(case=plan.case, old=old, new=to, why=why, changed_at=clock.now(), changed_by=by))
    plan.expected_on = to
    change(plan.case, expected_leaving_on=to, leaving_moves=plan.case.leaving_moves + (old is not None))
