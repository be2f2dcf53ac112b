"""Breaking the glass (R-BTG): one patient, four hours, told at once to those who answer for it, reviewed by another."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change, keep
from core.calendar import Clock, deadline
from core.refusals import Refused
from facilities.queries import site_holidays
from oversight.people import overseers
from patients.models import Patient
from patients.stubs import must_stand
from teams.models import EmergencyAccess
from teams.models.emergency import LASTS, LEAST_WORDS
from worklist import told

REVIEW_WITHIN = Clock("business_days", 2)


@action("break_glass")
def break_glass(
    patient: Patient,
    *,
    by: Any,
    reason: str,
    words: str,
    part2_recipient: str = "",
    part2_affiliation: str = "",
    part2_nature: str = "",
) -> EmergencyAccess:
    """Open one patient's record for four hours, and tell privacy officers and supervisors in the same transaction."""
    must_stand(patient)
    if patient.own_user_id == by.pk:
        raise Refused(_("This is your own record. Ask for it at the records office."))
    if len(" ".join(words.split())) < LEAST_WORDS:
        raise Refused(
            _("Say in at least %(number)s characters what happened.") % {"number": LEAST_WORDS}, field="words"
        )
    _retire_what_ran_out(patient, by)
    facts = {
        "part2_recipient": part2_recipient,
        "part2_affiliation": part2_affiliation,
        "part2_nature": part2_nature,
    }
    opened = keep(_opened(patient, by, reason=reason, words=words, **facts))
    for person, reviews in overseers(patient, but=by).items():
        told.tell(person, "emergency" if reviews else "emergency-told", opened.pk)
    return opened


@action("own_account")
def end_emergency(emergency: EmergencyAccess, *, by: Any) -> EmergencyAccess:
    """Give emergency access back before its time; the review still comes."""
    return _end(emergency)


@action("review_access")
def close_emergency(emergency: EmergencyAccess, *, by: Any, reason: str) -> EmergencyAccess:
    """End somebody's emergency access now, because it was not one."""
    if not reason.strip():
        raise Refused(_("Say why it ends now."), field="reason")
    return _end(emergency)


@action(
    "review_access",
    moves={EmergencyAccess.Status.OPENED: EmergencyAccess.Status.REVIEWED},
)
def review_emergency(
    emergency: EmergencyAccess, *, by: Any, outcome: str, review_note: str
) -> EmergencyAccess:
    """Say whether the access was justified; never the one who had it."""
    if emergency.user_id == by.pk:
        raise Refused(_("Somebody else must review this."))
    if outcome not in EmergencyAccess.Outcome.values:
        raise Refused(_("Choose an outcome."), field="outcome")
    if not review_note.strip():
        raise Refused(_("Write what you found."), field="review_note")
    emergency.outcome, emergency.review_note = outcome, review_note.strip()
    emergency.reviewed_at, emergency.reviewed_by = clock.now(), by
    return emergency


def _opened(patient: Patient, by: Any, **facts: str) -> EmergencyAccess:
    now, facility = clock.now(), patient.facility
    return EmergencyAccess(
        patient=patient,
        user=by,
        role=by.acting_role or by.default_role,
        opened_at=now,
        expires_at=now + LASTS,
        review_due_at=deadline(REVIEW_WITHIN, now, facility.tz, site_holidays(facility)),
        **facts,
    )


def _retire_what_ran_out(patient: Patient, by: Any) -> None:
    """An access that is over stands in nobody's way until the sweep comes."""
    over = EmergencyAccess.objects.filter(patient=patient, user=by, live=True, expires_at__lte=clock.now())
    for row in over:
        change(row, live=False)


def _end(emergency: EmergencyAccess) -> EmergencyAccess:
    now = clock.now()
    if emergency.ended_at or emergency.expires_at <= now:
        raise Refused(_("This has already ended."))
    emergency.ended_at, emergency.live = now, False
    return emergency
