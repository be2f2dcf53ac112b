"""Keeping a person from a patient's record: their own, their family's, or because the patient asked."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from patients.models import Patient
from patients.stubs import must_stand
from teams.models import AccessBlock


@action("review_access")
def block_access(patient: Patient, *, by: Any, user: Any, why: str, note: str = "") -> AccessBlock:
    """Take all sight of a patient from a person from now on; only an emergency opens the record to them."""
    must_stand(patient)
    if why not in AccessBlock.Why.values:
        raise Refused(_("Choose a reason."), field="why")
    if user.is_service:
        raise Refused(_("Choose a person."), field="user")
    row = AccessBlock(patient=patient, user=user, why=why, note=note, starts_at=clock.now(), created_by=by)
    return keep(row)


@action("review_access")
def lift_block(block: AccessBlock, *, by: Any, reason: str) -> AccessBlock:
    """End a block now; never one's own, and never while it is the person's own record."""
    if block.user_id == by.pk:
        raise Refused(_("Somebody else must lift this: it keeps you from the record."))
    if block.ends_at and block.ends_at <= clock.now():
        raise Refused(_("This has already ended."))
    if block.patient.own_user_id == block.user_id:
        raise Refused(_("It is their own record. Correct that on the record first."))
    if not reason.strip():
        raise Refused(_("Say why the block ends."), field="reason")
    block.ends_at, block.live = max(block.starts_at, clock.now()), False
    return block


@action("review_access")
def watch_record(patient: Patient, *, by: Any, watch: str = "", own_user: Any = None) -> Patient:
    """Have every look at a record shown to the privacy officer; a colleague's own record is closed to them besides."""
    must_stand(patient)
    if own_user is not None and own_user.pk == by.pk:
        raise Refused(_("Another privacy officer must mark your own record."), field="own_user")
    patient.watch, patient.own_user = watch or ("employee" if own_user else ""), own_user
    return patient
