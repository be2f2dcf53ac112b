"""The screening before a nursing facility (PASRR, 42 CFR 483.100 to 138): Level I, asking for Level II, its determination."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from discharge import answer_work
from discharge.models import Pasrr
from patients.models import Case

Outcome = Pasrr.Outcome


@action("edit_discharge", after=answer_work.of_screening)
def record_pasrr(
    case: Case, *, by: Any, screened_at: datetime, outcome: str, certified_by: str = "", reference: str = ""
) -> Pasrr:
    """Record what Level I came to; an exemption names the physician who certified less than 30 days."""
    _must_have_happened(screened_at, "screened_at")
    if outcome == Outcome.EXEMPT and not certified_by.strip():
        raise Refused(_("Name the physician who certified the exemption."), field="certified_by")
    row = Pasrr(case=case, created_by=by, screened_at=screened_at, screened_by=by, outcome=outcome)
    row.certified_by, row.reference = certified_by.strip(), reference.strip()
    kept: Pasrr = keep(row)
    return kept


@action("edit_discharge", after=answer_work.of_screening)
def refer_level_two(pasrr: Pasrr, *, by: Any, referred_at: datetime, reference: str = "") -> Pasrr:
    """Say that the state's authority was asked for a Level II determination, and when."""
    _must_wait(pasrr)
    if pasrr.referred_at is not None:
        raise Refused(_("Level II was asked for already."))
    _must_have_happened(referred_at, "referred_at")
    _must_follow(pasrr.screened_at, referred_at, "referred_at")
    pasrr.referred_at, pasrr.reference = referred_at, reference.strip() or pasrr.reference
    return pasrr


@action("edit_discharge", after=answer_work.of_screening)
def record_determination(
    pasrr: Pasrr, *, by: Any, determination: str, determined_at: datetime, reference: str = ""
) -> Pasrr:
    """Record what Level II came to."""
    _must_wait(pasrr)
    if pasrr.referred_at is None:
        raise Refused(_("Level II was not asked for yet. Say first when it was."))
    if not determination:
        raise Refused(_("Choose what was determined."), field="determination")
    _must_have_happened(determined_at, "determined_at")
    _must_follow(pasrr.referred_at, determined_at, "determined_at")
    pasrr.determination, pasrr.determined_at = determination, determined_at
    pasrr.reference = reference.strip() or pasrr.reference
    return pasrr


def _must_wait(pasrr: Pasrr) -> None:
    if pasrr.outcome != Outcome.POSITIVE:
        raise Refused(_("Level II is asked for only where Level I was positive."))
    if pasrr.determination:
        raise Refused(_("The determination is on record already."))


def _must_have_happened(at: datetime, name: str) -> None:
    if at > clock.now():
        raise Refused(_("This is still to come. Enter when it happened."), field=name)


def _must_follow(before: datetime, at: datetime, name: str) -> None:
    if at < before:
        raise Refused(_("This is before the step that came first. Look at both times."), field=name)
