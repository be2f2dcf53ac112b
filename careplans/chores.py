"""Work that a plan or a reading asks for. Used inside verbs on the case only."""

from datetime import datetime
from typing import Any

from core.actions import keep
from outreach import people
from patients.models import Case
from worklist import endings, promises
from worklist.dues import keep_next_due
from worklist.models import Item, Notification
from worklist.models.item import LIVE


def ask(case: Case, *, by: Any, role: str, key: str, due_at: datetime, **facts: Any) -> Item:
    """Raise one piece of work for somebody in a role, else the lead, and tell them; while one of its key lives, that one."""
    standing = Item.objects.filter(source_key=key, status__in=LIVE).first()
    if standing is not None:
        return standing
    owner = people.in_role(case, role)
    item = Item(
        case=case, owner=owner, role="" if owner else role, source_key=key, due_at=due_at, created_by=by
    )
    for name, value in facts.items():
        setattr(item, name, value)
    keep(item)
    promises.climb(item)
    if item.owner_id not in (None, by.pk):
        promises.tell(item, Notification.Kind.ASSIGNED, n=item.version)
    keep_next_due(case.pk)
    return item


def end(key: str, *, by: Any) -> None:
    """Finish the work that was raised by a key, where it still lives: what it asked for is settled."""
    standing = Item.objects.filter(source_key=key, status__in=LIVE).select_related("case").first()
    if standing is not None:
        endings.finish_at_once(standing, by=by)
        keep_next_due(standing.case_id)
