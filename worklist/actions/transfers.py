"""Handing a piece of work over: offered or asked for, answered in time, and theirs only from the answer on (R-DUP-5)."""

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core import access, clock
from core.actions import action, change, keep
from core.refusals import Refused
from worklist import duplicates, offers, own_ends, owners, promises
from worklist.actions.items import ALIVE
from worklist.models import Item, ItemComment, ItemTransfer

Status = ItemTransfer.Status
WHY_MAX = 240


@action("edit_work", moves=ALIVE)
def offer_item(item: Item, *, by: Any, to: Any, text: str) -> Item:
    """Offer one's own work to a colleague who may do it; until they accept it stays one's own."""
    if item.owner_id != by.pk:
        raise Refused(_("Only whoever has this can offer it. Ask for it instead."), field="to")
    owners.must_be_able(to, item, field="to")
    _begin(item, by=by, to=to, answer_by=to, text=text)
    return item


@action("edit_work", moves=ALIVE)
def ask_for_item(item: Item, *, by: Any, text: str, stopped: bool = False) -> Item:
    """Ask the owner to hand their work over; nothing changes until they accept.

    `stopped`: the guard had stopped the same work being opened again.
    """
    if item.owner is None:
        raise Refused(_("Nobody has this yet. Take it up."))
    if item.owner_id == by.pk:
        raise Refused(_("This is yours already."))
    own_ends.must_be_theirs_to_do(item, by)
    _begin(item, by=by, to=by, answer_by=item.owner, text=text)
    if stopped:
        way = duplicates.Way.ASKED
        duplicates.answered(item.case, way, by=by, activity=item.activity, item=item)
    return item


@action("edit_work", moves={Status.OFFERED: Status.ACCEPTED})
def accept_item(transfer: ItemTransfer, *, by: Any, answer: str = "") -> ItemTransfer:
    """Say yes: from now on the receiver owns the work, in one step, with its reminders."""
    item = transfer.item
    _must_be_asked(transfer, by)
    if not item.is_live or item.owner_id != transfer.from_user_id:
        raise Refused(_("This has ended or changed hands in the meantime. There is nothing left to answer."))
    owners.must_be_able(transfer.to_user, item, field="answer")
    offers.take_over(item, transfer.to_user)
    change(item, owner=item.owner, role="", status=item.status)
    return _settle(transfer, by, answer)


@action("edit_work", moves={Status.OFFERED: Status.REJECTED})
def reject_item(transfer: ItemTransfer, *, by: Any, answer: str) -> ItemTransfer:
    """Say no, and why: the work stays with whoever has it."""
    _must_be_asked(transfer, by)
    if not answer.strip():
        raise Refused(_("Say why not, so that they can plan."), field="answer")
    return _settle(transfer, by, answer)


@action("edit_work", moves={Status.OFFERED: Status.REVOKED})
def revoke_item(transfer: ItemTransfer, *, by: Any, answer: str = "") -> ItemTransfer:
    """Take back what one offered or asked for; the lead and supervisors may as well."""
    if transfer.created_by_id != by.pk and not access.can(by, "manage_team", transfer):
        raise Refused(_("Only %(name)s can take this back.") % {"name": transfer.created_by.short})
    return _settle(transfer, by, answer)


@action("edit_work", moves={Status.OFFERED: Status.EXPIRED})
def expire_item(transfer: ItemTransfer, *, by: Any) -> ItemTransfer:
    """The time to answer is over (the keeper's verb): the work stays where it is, and who offered or asked is told."""
    if transfer.expires_at > clock.now():
        raise Refused(_("There is still time to answer."))
    promises.say(transfer.item, transfer.created_by_id, f"expired:{transfer.pk}", by=by)
    return transfer


def _begin(item: Item, *, by: Any, to: Any, answer_by: Any, text: str) -> None:
    own_ends.must_be_anybodys(item)
    words = text.strip()
    if not words:
        raise Refused(_("Say why, so that they can answer."), field="text")
    if item.transfers.filter(status=Status.OFFERED).exists():
        raise Refused(
            _("This is already offered or asked for. Wait for the answer, or take that back first.")
        )
    made = ItemTransfer(item=item, from_user=item.owner, to_user=to, answer_by=answer_by, created_by=by)
    made.why, made.expires_at = Truncator(words).chars(WHY_MAX), offers.answer_until(item)
    keep(made)
    if len(words) > WHY_MAX:
        keep(ItemComment(item=item, by=by, text=words))
    promises.say(item, answer_by.pk, f"offer:{made.pk}", by=by)


def _must_be_asked(transfer: ItemTransfer, by: Any) -> None:
    if transfer.answer_by_id != by.pk:
        raise Refused(_("%(name)s is to answer this.") % {"name": transfer.answer_by.short})
    if transfer.expires_at <= clock.now():
        raise Refused(_("The time to answer is over. Offer or ask again."))


def _settle(transfer: ItemTransfer, by: Any, answer: str) -> ItemTransfer:
    transfer.answered_at, transfer.answered_by, transfer.answer = clock.now(), by, answer.strip()
    for person in {transfer.created_by_id, transfer.answer_by_id}:
        promises.say(transfer.item, person, f"answered:{transfer.pk}", by=by)
    return transfer
