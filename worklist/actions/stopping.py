"""What ends by itself: a promise whose patient left or died, a booked time that cannot be, an occurrence nobody met."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.refusals import Refused
from worklist import offers, plan_looks, promises, series, stops, to_patients
from worklist.dues import keep_next_due
from worklist.models import Appointment, FollowUp, Item, StopsOn
from worklist.queries import missed_at

Status = Item.Status


@action("edit_work", moves={FollowUp.Status.RUNNING: FollowUp.Status.STOPPED})
def stop_by_event(follow_up: FollowUp, *, by: Any) -> FollowUp:
    """Stop a promise because of what happened (leaving, death, transfer, closing, consent withdrawn), by its rule."""
    why = stops.why(follow_up)
    if not why:
        raise Refused(_("Nothing has ended this follow-up. Stop it with a reason of your own."))
    series.stop(follow_up, why, by=by)
    keep_next_due(follow_up.case_id)
    return follow_up


@action("edit_work", moves={Appointment.Status.BOOKED: Appointment.Status.CANCELLED})
def call_off(appointment: Appointment, *, by: Any) -> Appointment:
    """Call off a booked time that cannot take place any more: the patient died, was transferred, left the bedside.

    The patient is told once, as they agreed to; where they died, nothing is sent.
    """
    why = stops.why(appointment)
    if not why:
        raise Refused(_("This appointment can take place. Cancel it with a reason of your own."))
    appointment.cancel_reason, appointment.settled_at = why, clock.now()
    promises.forget(appointment)
    to_patients.take_back(appointment)
    if why != stops.WHY[StopsOn.DEATH]:
        to_patients.tell(appointment, "cancelled")
    return appointment


@action("edit_work", moves={Status.SCHEDULED: Status.MISSED, Status.OPEN: Status.MISSED})
def miss(item: Item, *, by: Any) -> Item:
    """Count an occurrence as missed once its rule's grace has passed and nobody has taken it up; the next one comes.

    Missed means: nobody did it in time and nobody said why. The lead is asked to look at the plan.
    """
    over = missed_at(item)
    if over is None or over > clock.now():
        raise Refused(_("This is not missed yet. Do it, or cancel it with a reason."))
    item.missed_at, item.waiting_on = clock.now(), ""
    offers.lapse(item)
    promises.forget(item)
    series.carry_on(item, by=by)
    plan_looks.ask(item, by=by, what=_("Look at the plan: a follow-up was missed"), why=item.what)
    keep_next_due(item.case_id, item)
    return item
