"""What happens by itself: scheduled work opens on its day, and what somebody left behind is handed on."""

from datetime import timedelta
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F

from accounts.actors import system
from core import clock, turns
from core.refusals import Refused
from facilities.models import Facility
from teams.models import Consult
from worklist import actions, handovers, holes, leaving, stops, to_patients
from worklist.models import Item, ItemTransfer

BATCH = 500


def open_scheduled(batch: int = BATCH) -> int:
    """Open the scheduled items whose day has come, the earliest first; how many were opened."""
    due = Item.objects.filter(status=Item.Status.SCHEDULED, opens_at__lte=clock.now())
    return _each(due.select_related("case").order_by("opens_at", "pk")[:batch], actions.open_due)


def expire_offers(batch: int = BATCH) -> int:
    """End the offers of work that nobody answered in time; the work stays where it is. How many ended."""
    over = ItemTransfer.objects.filter(status=ItemTransfer.Status.OFFERED, expires_at__lte=clock.now())
    return _each(over.order_by("expires_at", "pk")[:batch], actions.expire_item)


def hand_on_left_work(batch: int = BATCH) -> int:
    """Hand on the promises, work and reminders of people who may not do them any more; how many rows changed hands."""
    left = (
        (leaving.follow_ups(), actions.hand_on_follow_up),
        (leaving.items(), actions.hand_on),
        (leaving.appointments(), actions.hand_on_reminders),
    )
    return sum(_each(rows.order_by("pk")[:batch], verb) for rows, verb in left)


def _each(rows: Any, verb: Any) -> int:
    keeper, done = system("keeper"), 0
    for row in rows:
        try:
            verb(row, by=keeper)
        except Refused:
            continue  # it ended, or they came back, in the same moment
        except turns.BROKEN_ROW as error:
            # It stands first again at the next turn: what comes behind it must not wait for it.
            turns.say(verb, error)
            continue
        done += 1
    return done


def stop_ended(batch: int = BATCH) -> int:
    """Stop the promises and call off the booked times that an event has ended; how many. What rings asks by itself."""
    ended = _each(stops.follow_ups().order_by("pk")[:batch], actions.stop_by_event)
    return ended + _each(stops.appointments().order_by("pk")[:batch], actions.call_off)


def take_back_unconsented(batch: int = BATCH) -> int:
    """Take back what was still to be said to patients who withdrew the consent to it; of how many booked times."""
    return _each(to_patients.unconsented().order_by("pk")[:batch], actions.take_back_reminders)


def mark_missed(batch: int = BATCH) -> int:
    """Count as missed what nobody took up within its rule's grace, the oldest first; how many."""
    grace = ExpressionWrapper(F("series__grace_hours") * timedelta(hours=1), DurationField())
    late = Item.objects.filter(status__in=(Item.Status.SCHEDULED, Item.Status.OPEN), due_at__isnull=False)
    late = late.filter(series__grace_hours__isnull=False, due_at__lte=clock.now() - grace)
    return _each(late.order_by("due_at", "pk")[:batch], actions.miss)


def keep_holes(batch: int = BATCH) -> int:
    """Put what nobody answers for into the supervisors' queue, and take out what somebody does; how many of both."""
    keeper = system("keeper")
    return sum(holes.keep(facility, by=keeper, batch=batch) for facility in Facility.objects.order_by("pk"))


def tell_of_transfers(batch: int = BATCH) -> int:
    """Tell who is to answer a hand-over, and who asked what came of it; how many were told. A second run tells nobody."""
    return _each(handovers.untold()[:batch], actions.tell_of_transfer)


def expire_consults(batch: int = BATCH) -> int:
    """End the questions that nobody answered in time, and tell whoever asked. How many ended."""
    over = Consult.objects.filter(status=Consult.Status.ASKED, due_at__lte=clock.now())
    return _each(over.order_by("due_at", "pk")[:batch], actions.expire_consult)
