"""Doing one piece of work together: joining it, leaving it, and saying something on it."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, change, keep
from core.refusals import Refused
from worklist import duplicates, promises
from worklist.actions.items import ALIVE
from worklist.models import Item, ItemComment, ItemHelper

Way = duplicates.Way


@action("edit_work", moves=ALIVE)
def join(item: Item, *, by: Any, text: str = "", stopped: bool = False) -> Item:
    """Join a piece of work beside its owner, who is told; it stays theirs.

    `stopped`: the guard had stopped the same work being opened again; what was typed there comes along as `text`.
    """
    if item.owner_id == by.pk:
        raise Refused(_("This is yours already."))
    if ItemHelper.objects.filter(item=item, user=by, left_at=None).exists():
        raise Refused(_("You have joined this already."))
    helper = keep(ItemHelper(item=item, user=by))
    if text.strip():
        keep(ItemComment(item=item, by=by, text=text.strip()))
    promises.say(item, item.owner_id, f"joined:{helper.pk}", by=by)
    _answered(item, Way.JOINED, by, stopped)
    return item


@action("edit_work")
def leave(item: Item, *, by: Any) -> Item:
    """Help with a piece of work no longer."""
    helper = ItemHelper.objects.filter(item=item, user=by, left_at=None).first()
    if helper is None:
        raise Refused(_("You have not joined this."))
    change(helper, left_at=clock.now())
    return item


@action("edit_work")
def comment(item: Item, *, by: Any, text: str, stopped: bool = False) -> Item:
    """Say something on a piece of work, also on one that is done; its owner and helpers are told."""
    if not text.strip():
        raise Refused(_("Write what you want to say."), field="text")
    said = keep(ItemComment(item=item, by=by, text=text.strip()))
    helping = ItemHelper.objects.filter(item=item, left_at=None).values_list("user", flat=True)
    for person in {item.owner_id, *helping}:
        promises.say(item, person, f"comment:{said.pk}", by=by)
    _answered(item, Way.COMMENTED, by, stopped)
    return item


def _answered(item: Item, way: str, by: Any, stopped: bool) -> None:
    if stopped:
        duplicates.answered(item.case, way, by=by, activity=item.activity, item=item)
