"""What the clocks do while nobody answers: first somebody is reminded, then the next choice is added."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.refusals import Refused
from referrals import steps
from referrals.models import Referral
from worklist.models import Item

WAITING = {status: status for status in steps.WAITING}
PROMISED = {status: status for status in (Referral.Status.BOOKED, Referral.Status.STARTED)}


@action("edit_discharge", moves=WAITING)
def remind(referral: Referral, *, by: Any) -> Referral:
    """Nobody answered for four business hours: somebody is to ask for an answer."""
    steps.ask(
        referral, "ask", by=by, due_at=clock.now(), what=_("Ask the service for an answer"),
        why=_("No answer to a referral yet"), if_waits=_("The next choice is added without their answer."),
    )  # fmt: skip
    return referral


@action("edit_discharge", moves=WAITING)
def escalate(referral: Referral, *, by: Any) -> Referral:
    """Nobody answered for eight: the next choice is added beside it; the referral itself still waits."""
    steps.ask(
        referral, "late", by=by, due_at=clock.now(), priority=Item.Priority.HIGH,
        what=_("Add the next choice"), why=_("Still no answer to a referral"),
        if_waits=_("The patient stays although nobody says no."),
    )  # fmt: skip
    return referral


@action("edit_discharge", moves=PROMISED)
def ask_after_start(referral: Referral, *, by: Any) -> Referral:
    """The promised time has come: somebody asks the patient whether the service began."""
    if referral.promised_at is None or referral.promised_at > clock.now():
        raise Refused(_("It is to begin later. Ask after the promised time."))
    steps.ask(
        referral, "check", by=by, due_at=clock.now(), what=_("Ask whether the service began as promised"),
        why=_("The promised time has come"), if_waits=_("Nobody knows whether the patient is looked after."),
    )  # fmt: skip
    return referral
