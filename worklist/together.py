"""What a piece of work's page tells of doing it together: who helps, what is offered, what was said and done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from worklist.models import Item, ItemTransfer


@dataclass(frozen=True)
class Said:
    """One line of an item's own history."""

    at: datetime
    who: Any
    title: str
    text: str = ""


def around(item: Item, user: Any) -> dict[str, Any]:
    """Helpers, the open offer, and the history, newest first; three statements."""
    helpers = list(item.helpers.select_related("user").order_by("created_at"))
    transfers = list(
        item.transfers.select_related("from_user", "to_user", "answer_by", "created_by", "answered_by")
    )
    comments = item.comments.select_related("by").order_by("-created_at")[:200]
    lines = [Said(each.created_at, each.by, _("said"), each.text) for each in comments]
    lines += [line for each in transfers for line in _handed(each)]
    lines += [line for each in helpers for line in _helped(each)]
    return {
        "helpers": [each for each in helpers if each.left_at is None],
        "joined": any(each.user_id == user.pk and each.left_at is None for each in helpers),
        "offer": next((each for each in transfers if each.status == ItemTransfer.Status.OFFERED), None),
        "history": sorted([*lines, *_own(item)], key=lambda line: line.at, reverse=True),
    }


def _own(item: Item) -> list[Said]:
    lines = [Said(item.created_at, item.created_by, _("opened this"), item.why)]
    if item.done_at:
        lines.append(Said(item.done_at, item.done_by, _("finished this"), item.done_note))
    return lines


def _helped(helper: Any) -> list[Said]:
    lines = [Said(helper.created_at, helper.user, _("joined"))]
    return [*lines, Said(helper.left_at, helper.user, _("left"))] if helper.left_at else lines


def _handed(transfer: ItemTransfer) -> list[Said]:
    """How an offer began, and how it ended."""
    if transfer.created_by_id == transfer.to_user_id:
        title = _("asked %(name)s for this") % {"name": transfer.from_user.short}
    else:
        title = _("offered this to %(name)s") % {"name": transfer.to_user.short}
    lines = [Said(transfer.created_at, transfer.created_by, title, transfer.why)]
    if transfer.answered_at:
        ended = {"accepted": _("accepted"), "rejected": _("said no"), "revoked": _("took the offer back")}
        lines.append(
            Said(transfer.answered_at, transfer.answered_by, ended[transfer.status], transfer.answer)
        )
    elif transfer.status == ItemTransfer.Status.EXPIRED:
        lines.append(Said(transfer.expires_at, None, _("The offer ended without an answer.")))
    return lines
