"""Work that changes hands, and offers that end with it. Used inside verbs only."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from core import access, clock
from core.actions import change
from core.refusals import Refused
from facilities.models import Facility
from policy import queries as rules
from worklist import promises
from worklist.models import FollowUp, Item, ItemHelper, ItemTransfer

Status = ItemTransfer.Status


def place_of(item: Item) -> Facility:
    """The facility whose rules hold for an item: its case's, or the desk's."""
    facility = item.case.facility if item.case else item.facility_for_intake
    assert facility is not None  # noqa: S101 - held by the constraint item_is_about_somebody
    return facility


def answer_until(item: Item) -> Any:
    """Until when an offer made now is to be answered."""
    now = clock.now()
    return rules.teamwork(place_of(item), now).ends("offer", now)


# Who is given work has not taken it up: while they are silent it climbs again.
TO_BEGIN = {Item.Status.IN_PROGRESS: Item.Status.OPEN}


def begun_anew(item: Item) -> str:
    """The state of an item once somebody else has it."""
    return TO_BEGIN.get(Item.Status(item.status), item.status)


def take_over(item: Item, to: Any) -> None:
    """Put a person in an item's place of owner, with what follows of its promise; the caller saves the item.

    A helper who becomes the owner helps no longer; what was offered before goes back with the old owner.
    """
    item.owner, item.role = to, ""
    item.status = begun_anew(item)
    if item.series is not None and item.series.status == FollowUp.Status.RUNNING:
        change(item.series, owner=to)
    for helper in ItemHelper.objects.filter(item=item, user=to, left_at=None):
        change(helper, left_at=clock.now())
    promises.remind(item, promises.ladder_of(item))


def lapse(item: Item, *, by: Any = None) -> None:
    """Nobody answers an offer any more once the work is over or changed hands: it ends, and who made it is told.

    Called after what else was said of the item is taken back, or this would be taken back with it.
    """
    for standing in ItemTransfer.objects.filter(item=item, status=Status.OFFERED):
        change(standing, status=Status.EXPIRED)
        promises.say(item, standing.created_by_id, f"lapsed:{standing.pk}", by=by)


def may_give(item: Item, by: Any, rights: Collection[str] | None = None) -> bool:
    """Who disposes of work: of what nobody has, and at the desk, everybody who does it; else the lead and supervisors.

    `rights` is what they hold on it, for a page that has read that already.
    """
    if item.owner_id is None or by.is_service or item.case is None:
        return True
    if item.case.lead_id == by.pk:
        return True
    return access.can(by, "manage_team", item) if rights is None else "manage_team" in rights


def must_lead(item: Item, by: Any) -> None:
    """Only who answers for the case gives away what somebody else has; the rest is offered or asked for."""
    if not may_give(item, by):
        raise Refused(
            _("Only the lead or a supervisor may give this to somebody. Offer it to them, or ask for it."),
            field="to",
        )
