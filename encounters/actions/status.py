"""What a stay is ordered as: an order is recorded once and never changed; a correction is a new one in its place."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from encounters import statuses
from encounters.models import Encounter, StatusOrder


@action("edit_encounter")
def order_status(
    encounter: Encounter,
    *,
    by: Any,
    status: str,
    ordered_at: datetime,
    ordered_by: str,
    reason: str = "",
    corrects: StatusOrder | None = None,
) -> StatusOrder:
    """Record an order of status as it was given: which, when, by whom, and why where an inpatient becomes an outpatient.

    `corrects` names an order of this visit that was recorded wrong; it stays on record and counts no more.
    """
    _must_be_of_the_stay(encounter, ordered_at)
    if corrects is not None:
        _must_stand(encounter, corrects, reason)
    elif _steps_back(encounter, status, ordered_at):
        _must_be_in_time(encounter, reason)
    order = StatusOrder(encounter=encounter, status=status, ordered_at=ordered_at, recorded_by=by)
    order.ordered_by, order.reason, order.corrects = ordered_by.strip(), reason.strip(), corrects
    kept: StatusOrder = keep(order)
    statuses.heard(encounter, by)
    return kept


def _must_be_of_the_stay(encounter: Encounter, at: datetime) -> None:
    if at > clock.now():
        raise Refused(_("This is still to come. Enter when the order was given."), field="ordered_at")
    if encounter.ended_at is not None and at > encounter.ended_at:
        raise Refused(_("The patient had left by then. Enter when the order was given."), field="ordered_at")


def _must_stand(encounter: Encounter, wrong: StatusOrder, reason: str) -> None:
    if wrong.encounter_id != encounter.pk:
        raise Refused(_("That order belongs to another visit."))
    if StatusOrder.objects.filter(corrects=wrong).exists():
        raise Refused(_("That order was corrected already. Correct the newer one."))
    if not reason.strip():
        raise Refused(_("Say what was wrong."), field="reason")


def _steps_back(encounter: Encounter, status: str, at: datetime) -> bool:
    """Whether an inpatient becomes an outpatient by it (condition code 44)."""
    before = [row for row in statuses.timeline(encounter) if row.at < at]
    return status in statuses.OUTPATIENT and statuses.admitted_at(before) is not None


def _must_be_in_time(encounter: Encounter, reason: str) -> None:
    """Only before the patient leaves (R-LOC-4; CMS Claims Processing Manual 100-04, chapter 1, 50.3)."""
    if encounter.status == Encounter.Status.FINISHED:
        raise Refused(
            _(
                "The patient has left as an inpatient. A stay found unnecessary afterwards is billed, not changed."
            )
        )
    if not reason.strip():
        raise Refused(
            _("Say why: who decided for the committee, and that the physician agrees."), field="reason"
        )
