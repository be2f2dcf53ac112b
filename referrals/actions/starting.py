"""Did it begin as promised, and as ordered, and what does the patient say of it: our own check of a service (C59)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from referrals import steps
from referrals.models import Referral, StartCheck

Status = Referral.Status
CHECKABLE = {status: status for status in (Status.BOOKED, Status.STARTED)}


@action("edit_discharge", moves=CHECKABLE)
def record_start_check(
    referral: Referral,
    *,
    by: Any,
    started: bool,
    asked: str,
    started_on_time: bool | None = None,
    as_ordered: bool | None = None,
    started_at: datetime | None = None,
    punctual: int | None = None,
    informed: int | None = None,
    respectful: int | None = None,
    words: str = "",
) -> StartCheck:
    """What the patient, or who is with them, says of a service after the promised time; a booked one begins or does not.

    The three answers of quality run from 1 (no) to 5 (fully).
    """
    if referral.promised_at is not None and clock.now() < referral.promised_at:
        raise Refused(_("It is to begin later. Ask after the promised time."))
    if not asked.strip():
        raise Refused(_("Say who was asked."), field="asked")
    if not started and referral.status == Status.STARTED:
        raise Refused(_("It is on record as begun. Say what is wrong in words."), field="started")
    if not started and not words.strip():
        raise Refused(_("Say what happened."), field="words")
    check = StartCheck(referral=referral, started=started, asked=asked.strip(), words=words.strip(), by=by)
    check.started_on_time, check.as_ordered = started_on_time, as_ordered
    check.punctual, check.informed, check.respectful = punctual, informed, respectful
    check.at = clock.now()
    keep(check)
    _move(referral, check, started_at, words, by=by)
    return check


def _move(referral: Referral, check: StartCheck, started_at: datetime | None, words: str, *, by: Any) -> None:
    """A booked service has begun, or has not; one that had begun stays so."""
    if not check.started:
        referral.status = Status.NOT_STARTED
        steps.missed(referral, by=by, words=words)
        return
    steps.settle(referral, by=by)
    if referral.status == Status.BOOKED:
        at = started_at or (referral.promised_at if check.started_on_time else check.at)
        steps.must_be_past(at or check.at, "started_at")
        referral.status, referral.started_at = Status.STARTED, at
        steps.step(referral, by=by, words=words, who=check.asked, at=at)
