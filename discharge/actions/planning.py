"""The plan of leaving, what the patient wants, and the expected date: every change of it is kept with who and why."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from careplans import conflicting
from core.actions import action
from core.refusals import Refused
from discharge import dating, plans
from discharge.models import DischargePlan
from patients.models import Case


@action("edit_discharge")
def start_plan(case: Case, *, by: Any) -> DischargePlan:
    """The discharge plan of a case: the one it has, or a new one."""
    return plans.plan_of(case, by)


@action("edit_discharge")
def record_wishes(
    plan: DischargePlan, *, by: Any, wishes: str = "", wishes_declined: bool = False
) -> DischargePlan:
    """Put down what the patient wants after leaving, in their words, or that they did not want to say (482.43)."""
    if bool(wishes.strip()) == wishes_declined:
        raise Refused(
            _("Write down what the patient wants, or tick that they did not want to say."), field="wishes"
        )
    plan.wishes, plan.wishes_declined = wishes.strip(), wishes_declined
    return plan


@action("edit_discharge", after=conflicting.look_again)
def set_expected_date(
    plan: DischargePlan, *, by: Any, expected_on: date, why: str, cause: str = ""
) -> DischargePlan:
    """Say on which day the patient is expected to leave; the old day, who changed it and why are kept.

    A later day needs its cause, a code of the rules of delays (R-IDR-3); ValidationError without it.
    """
    if plans.has_left(plan) is not None:
        raise Refused(_("The patient has left. When they went stands on the visit."))
    dating.move_date(plan, by=by, expected_on=expected_on, why=why, cause=cause)
    return plan
