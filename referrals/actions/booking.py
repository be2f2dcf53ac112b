"""A service is booked, begins or does not, and the loop is closed with what came of it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.refusals import Refused
from referrals import happened, reopening, steps
from referrals.models import Referral

Status = Referral.Status


@action("edit_discharge", moves={Status.ACCEPTED: Status.BOOKED})
def book(
    referral: Referral, *, by: Any, promised_at: datetime, place: str = "", report_to: str = ""
) -> Referral:
    """Take a service that accepted: when it begins, where, and who takes the report.

    The others asked for the same are withdrawn and told; of each kind of care a patient has one.
    """
    if referral.sent_at is not None and promised_at < referral.sent_at:
        raise Refused(_("It cannot begin before it was asked. Check the time."), field="promised_at")
    steps.must_be_certified(referral)
    referral.promised_at, referral.place, referral.report_to = promised_at, place.strip(), report_to.strip()
    referral.booked_at, referral.ended_at = clock.now(), None
    steps.settle(referral, by=by)
    steps.step(referral, by=by, words=place)
    _let_the_others_go(referral, by=by)
    reopening.reopen(referral.case, "services", _("A service was booked."), by=by)
    if referral.kind == "transport":
        happened.tell(
            "transport_booked", referral.case, leaving=referral.leaving, at=referral.booked_at, by=by
        )
    return referral


def _let_the_others_go(referral: Referral, *, by: Any) -> None:
    booked = (Status.BOOKED, Status.STARTED)
    others = list(
        steps.still_asked(referral)
        .exclude(status__in=booked)
        .select_related("service", "case", "item")
        .order_by("service__name")
    )
    asked = [row for row in others if row.sent_at is not None]
    for row in others:
        steps.drop(row, _("Another service was booked."), by=by)
    if asked:
        steps.tell(referral, asked, by=by)


@action("edit_discharge", moves={Status.BOOKED: Status.STARTED})
def start(referral: Referral, *, by: Any, at: datetime) -> Referral:
    """The service has begun: the bed is taken, the first visit made, the patient picked up."""
    steps.must_be_past(at, "at")
    if referral.accepted_at is not None and at < referral.accepted_at:
        raise Refused(_("It cannot have begun before it was accepted. Check the time."), field="at")
    referral.started_at = at
    steps.settle(referral, by=by)
    steps.step(referral, by=by, at=at)
    return referral


@action("edit_discharge", moves={Status.BOOKED: Status.NOT_STARTED})
def not_started(referral: Referral, *, by: Any, words: str) -> Referral:
    """The service did not begin as promised, and why: somebody else is to be found."""
    if not words.strip():
        raise Refused(_("Say what happened."), field="words")
    steps.missed(referral, by=by, words=words)
    return referral


@action("edit_discharge", moves=dict.fromkeys((Status.STARTED, Status.NOT_STARTED), Status.CLOSED))
def close_loop(referral: Referral, *, by: Any, outcome: str, words: str = "") -> Referral:
    """Say whether the need was met; a service that never began met none."""
    if outcome not in Referral.Outcome.values:
        raise Refused(_("Say whether the need was met."), field="outcome")
    if referral.started_at is None and outcome != Referral.Outcome.NOT_MET:
        raise Refused(_("It never began, so the need was not met by it."), field="outcome")
    steps.settle(referral, by=by)
    referral.outcome, referral.ended_at = outcome, clock.now()
    steps.step(referral, by=by, words=words)
    return referral
