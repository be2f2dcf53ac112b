"""Holding back from accountings what was given to an agency that asks for it (45 CFR 164.528(a)(2))."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from audit.models import Disclosure
from core import clock
from core.actions import action, keep
from core.refusals import Refused
from oversight import accounting
from oversight.models import Suspension
from patients.models import Patient
from patients.stubs import must_stand


@action("edit_oversight")
def suspend_accounting(
    patient: Patient,
    *,
    by: Any,
    recipient: str,
    form: str,
    official: str,
    statement: str,
    stated_on: date,
    until_on: date,
) -> Suspension:
    """Keep one agency's disclosures out of accountings: for the time it states in writing, or 30 days if it only says so."""
    must_stand(patient)
    given = Disclosure.objects.filter(patient_id=patient.pk, purpose__in=accounting.MAY_SUSPEND)
    if not given.filter(recipient=recipient).exists():
        raise Refused(
            _("Nothing on record was given to this agency. Write the disclosure down first."),
            field="recipient",
        )
    today = clock.today(patient.facility.tz)
    if stated_on > today:
        raise Refused(_("This day is still to come."), field="stated_on")
    if until_on < today:
        raise Refused(_("This time is over already."), field="until_on")
    facts = {
        "recipient": recipient,
        "form": form,
        "official": official.strip(),
        "statement": statement.strip(),
    }
    return keep(Suspension(patient=patient, created_by=by, stated_on=stated_on, until_on=until_on, **facts))


@action("edit_oversight")
def end_suspension(suspension: Suspension, *, by: Any, reason: str) -> Suspension:
    """Let the agency's disclosures be listed again before the time is over."""
    if suspension.ended_at or suspension.until_on < clock.today(suspension.patient.facility.tz):
        raise Refused(_("This has already ended."))
    if not reason.strip():
        raise Refused(_("Say why it ends now."), field="reason")
    suspension.ended_at, suspension.ended_by = clock.now(), by
    return suspension
