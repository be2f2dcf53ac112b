"""Asks whoever leads a case to look at its plan, because of what came of a follow-up. Used inside verbs only."""

from typing import Any

from core import clock
from core.actions import keep
from core.calendar import add_hours
from worklist import promises
from worklist.activities import Activity
from worklist.models import Item, Notification

# A day to look; what got worse is looked at first (project proposal).
HOURS = 24


def ask(item: Item, *, by: Any, what: str, why: str, worse: bool = False) -> Item | None:
    """Raise "look at the plan" for the lead of the item's case, once for one item; None on a closed case."""
    case = item.case
    if case is None or not case.is_open:
        return None
    made: Item = keep(
        Item(
            case=case,
            kind=Item.Kind.PLAN,
            activity=Activity.PLAN,
            subject=str(item.pk),
            what=what,
            why=why,
            owner=case.lead,
            role="" if case.lead_id else "case_manager",
            due_at=add_hours(clock.now(), HOURS),
            priority=Item.Priority.HIGH if worse else Item.Priority.NORMAL,
            about=f"item:{item.pk}",
            distinct_because=why,
            created_by=by,
        )
    )
    if made.owner_id not in (None, by.pk):
        promises.tell(made, Notification.Kind.ASSIGNED, n=made.version)
    return made
