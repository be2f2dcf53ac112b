"""Of transport: how, certified by whom, when it came. Of equipment: needed before leaving, delivered, its use taught."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.actions import action
from core.refusals import Refused
from referrals import happened, steps
from referrals.models import Referral
from referrals.queries.asking import equipment_missing

Status = Referral.Status
BEFORE_IT_GOES = {status: status for status in steps.OPEN}
HERE = {status: status for status in steps.AGREED}
ON_THE_WAY = {status: status for status in (Status.BOOKED, Status.STARTED)}


@action("edit_discharge", moves=BEFORE_IT_GOES)
def arrange_transport(referral: Referral, *, by: Any, mode: str, certified_by: str = "") -> Referral:
    """Say by what the patient travels, and which physician certified an ambulance that is no emergency."""
    _must_be(referral, "transport", _("This is not transport."))
    referral.mode, referral.certified_by = mode, certified_by.strip()
    steps.must_be_certified(referral)
    steps.step(referral, by=by, words=referral.get_mode_display())
    return referral


@action("edit_discharge", moves=ON_THE_WAY)
def transport_arrived(referral: Referral, *, by: Any, at: datetime) -> Referral:
    """The transport stands at the door; when it leaves with the patient it has begun."""
    _must_be(referral, "transport", _("This is not transport."))
    steps.must_be_past(at, "at")
    steps.step(referral, by=by, words=_("Arrived"), at=at)
    return referral


@action("edit_discharge", moves=BEFORE_IT_GOES)
def need_before_leaving(referral: Referral, *, by: Any, essential: bool) -> Referral:
    """Say whether the patient can leave without a piece of equipment."""
    _must_be(referral, "equipment", _("This is not equipment."))
    referral.essential = essential
    return referral


@action("edit_discharge", moves=HERE)
def deliver(referral: Referral, *, by: Any, at: datetime) -> Referral:
    """The equipment is where the patient needs it."""
    _must_be(referral, "equipment", _("This is not equipment."))
    steps.must_be_past(at, "at")
    referral.delivered_at = at
    steps.step(referral, by=by, words=_("Delivered"), at=at)
    return referral


@action("edit_discharge", moves=HERE)
def teach_use(referral: Referral, *, by: Any, at: datetime, who: str) -> Referral:
    """The patient, or who looks after them, was taught its use, and by whom."""
    _must_be(referral, "equipment", _("This is not equipment."))
    if referral.delivered_at is None:
        raise Refused(_("Say first when it was delivered."), field="at")
    if not who.strip():
        raise Refused(_("Say who was taught."), field="who")
    steps.must_be_past(at, "at")
    if at < referral.delivered_at:
        raise Refused(_("Its use cannot be taught before it is there. Check the time."), field="at")
    referral.taught_at = at
    steps.step(referral, by=by, words=_("Use taught"), who=who, at=at)
    if not equipment_missing(referral.case, referral.leaving, done={referral.pk}):
        happened.tell("equipment_there", referral.case, leaving=referral.leaving, at=at, by=by)
    return referral


def _must_be(referral: Referral, kind: str, otherwise: str) -> None:
    if referral.kind != kind:
        raise Refused(otherwise)
