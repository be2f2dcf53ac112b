"""The work of a notice: in the list of whoever answers for notices, moved and ended with its window. Inside verbs only."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from core import clock
from core.actions import change, keep
from discharge.models import Notice
from patients.models import Case
from policy.notices import Notices
from teams.ledger import live
from worklist import endings, promises
from worklist.activities import Activity
from worklist.dues import keep_next_due
from worklist.models import Item, Notification

# Before the colon of what the work is about.
ABOUT = "notice"


def follow(notice: Notice, *, by: Any, figures: Notices) -> None:
    """Open, move or drop the work of a notice as its window is now; the notice row is the caller's to save.

    While nobody has said when the release is, work keeps the time it has, and new work is due at the next usual hour.
    """
    item = notice.item
    if notice.kind not in figures.work or notice.status != Notice.Status.DUE:
        if item is not None and item.is_live and notice.status == Notice.Status.NOT_REQUIRED:
            endings.drop_at_once(item, notice.because or _("Not owed any more"), by=by)
            keep_next_due(notice.case_id)
    elif item is None or not item.is_live:
        usual = figures.usual_leaving(clock.now(), notice.encounter.facility.tz)
        notice.item = _open(notice, by, notice.due_by or usual)
    elif notice.due_by is not None and item.due_at != notice.due_by:
        move(item, notice.due_by)


def finish(notice: Notice, *, by: Any, note: str) -> None:
    """The notice was given: its work is done."""
    if notice.item is not None and notice.item.is_live:
        endings.finish_at_once(notice.item, by=by, note=note)
        keep_next_due(notice.case_id)


def drop(notice: Notice, *, by: Any, reason: str) -> None:
    """Nobody can give it any more."""
    if notice.item is not None and notice.item.is_live:
        endings.drop_at_once(notice.item, reason, by=by)
        keep_next_due(notice.case_id)


def _open(notice: Notice, by: Any, due_at: datetime) -> Item:
    return begin(
        notice.case,
        by=by,
        about=f"{ABOUT}:{notice.pk}",
        due_at=due_at,
        kind=Item.Kind.NOTICE,
        what=_("Give: %(notice)s") % {"notice": notice.get_kind_display()},
        why=notice.because[:240],
        if_waits=_("The patient is not told of a right in time."),
    )


def begin(case: Case, *, by: Any, about: str, due_at: datetime, **words: Any) -> Item:
    """Work for whoever answers for notices, else the lead: it reminds and climbs like any other."""
    holder = (
        live(case, clock.now())
        .filter(activity=Activity.NOTICES, shared=False)
        .select_related("holder")
        .first()
    )
    owner = holder.holder if holder else case.lead
    item = Item(case=case, activity=Activity.NOTICES, subject=about, about=about, **words)
    item.due_at, item.priority, item.created_by = due_at, Item.Priority.HIGH, by
    item.owner, item.role = owner, "" if owner else Role.CASE_MANAGER
    keep(item)
    promises.climb(item)
    if owner is not None and owner.pk != by.pk:
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(case.pk)
    return item


def move(item: Item, due_at: datetime) -> None:
    """Its deadline is another: so is the time of the work, and when it reminds."""
    change(item, due_at=due_at)
    promises.remind(item, promises.ladder_of(item))
    keep_next_due(item.case_id)
