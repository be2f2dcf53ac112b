"""Many promises at once, as the database sees them: rows for planner and relay, written in bulk."""

from datetime import timedelta
from typing import Any

from tests.conftest import THEN
from worklist.models import Item, Notification, Outbox, Reminder


def due_reminders(
    case: Any, owner: Any, number: int, *, at: Any = THEN - timedelta(minutes=1), **facts: Any
) -> list[Reminder]:
    """That many items of one owner, each with a reminder that fell due."""
    base = {
        "case": case,
        "activity": "follow_up",
        "what": "Call",
        "why": "Promised",
        "owner": owner,
        "created_by": owner,
    }
    items = Item.objects.bulk_create(Item(**base | facts, subject=f"n{n}", due_at=at) for n in range(number))
    wall = {"wall_on": at.date(), "wall_at": at.time(), "zone": "America/New_York"}
    return Reminder.objects.bulk_create(
        Reminder(item=item, recipient=owner, due_at=at, risk=item.priority, **wall) for item in items
    )


def ledger() -> dict[str, int]:
    """How many reminders wait, and how many were told, sent and given up."""
    return {
        "waiting": Reminder.objects.filter(status="waiting").count(),
        "told": Notification.objects.exclude(reminder=None).count(),
        "written": Outbox.objects.count(),
        "sent": Outbox.objects.filter(status="sent").count(),
        "dead": Outbox.objects.filter(status="dead").count(),
    }
