"""Who was told of the plan, and what they said (42 CFR 482.43(a)(3): discussed with the patient or representative)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from discharge.models import PlanTold
from discharge.queries.papers import leaving_of
from patients.models import Case, RelatedPerson


@action("edit_discharge")
def tell_plan(
    case: Case,
    *,
    by: Any,
    what: str,
    response: str,
    agrees: bool,
    person: RelatedPerson | None = None,
    interpreter: str = "",
    told_at: datetime | None = None,
) -> PlanTold:
    """Keep who was told what of the plan and what they said; the patient, where no person is named.

    Nobody of the family is told whom the patient did not allow to be.
    """
    if not response.strip():
        raise Refused(_("Write down what they said."), field="response")
    if person is not None:
        _must_be_allowed(case, person)
    at = told_at or clock.now()
    if at > clock.now():
        raise Refused(_("This is still to come. Enter when they were told."), field="told_at")
    told = PlanTold(case=case, leaving=leaving_of(case), what=what, person=person, told_at=at, told_by=by)
    told.response, told.agrees, told.interpreter = response.strip(), agrees, interpreter.strip()
    return keep(told)


def _must_be_allowed(case: Case, person: RelatedPerson) -> None:
    if person.patient_id != case.patient_id:
        raise Refused(_("That person belongs to another record."), field="person")
    if not person.may_be_told and person.authority == RelatedPerson.Authority.NONE:
        raise Refused(
            _("The patient has not said that %(name)s may be told. Ask the patient first.")
            % {"name": person.name},
            field="person",
        )
