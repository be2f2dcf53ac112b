"""Asks whoever leads a case to look at its plan, because of what came of a follow-up. Used inside verbs only."""

from typing import Any

from core import clock
from core.actions import change, keep
from core.calendar import add_hours
from worklist import promises
from worklist.activities import Activity
from worklist.models import Item, Notification
from worklist.models.item import LIVE

# A day to look; what got worse is looked at first (project proposal).
HOURS = 24
Priority = Item.Priority


def ask(item: Item, *, by: Any, what: str, why: str, worse: bool = False) -> Item | None:
    """Raise "look at the plan" for the lead of the item's case, once for one item; None on a closed case.

    Asked again while nobody has looked, it is the same work, and more urgent where it got worse. The caller keeps the
    case's next due time.
    """
    case = item.case
    if case is None or not case.is_open:
        return None
    priority = Priority.HIGH if worse else Priority.NORMAL
    about = f"item:{item.pk}"
    standing = Item.objects.filter(case=case, kind=Item.Kind.PLAN, about=about, status__in=LIVE).first()
    if standing is not None:
        return _raise(standing, priority, by)
    made = Item(case=case, kind=Item.Kind.PLAN, activity=Activity.PLAN, subject=str(item.pk), about=about)
    made.what, made.why, made.priority = what, why, priority
    made.owner, made.role = case.lead, "" if case.lead_id else "case_manager"
    made.due_at, made.created_by = add_hours(clock.now(), HOURS), by
    keep(made)
    promises.climb(made)
    _tell(made, by)
    return made


def _raise(standing: Item, priority: int, by: Any) -> Item:
    """Make it more urgent, never less: its rungs are set anew, and its owner is told once more."""
    if priority < standing.priority:
        change(standing, priority=priority)
        promises.remind(standing, promises.ladder_of(standing))
        _tell(standing, by)
    return standing


def _tell(look: Item, by: Any) -> None:
    if look.owner_id not in (None, by.pk):
        promises.tell(look, Notification.Kind.ASSIGNED, n=look.version)
