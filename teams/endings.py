"""How a relation ends: at once, with its reason, and for a case with a month in which it can still be read."""

from datetime import timedelta
from typing import Any

from core import clock
from core.actions import change
from teams.models import Assignment, Relation

# After a relation to a case ends it can be read for 30 days, then only in an emergency (role matrix).
READ_AFTER_END = timedelta(days=30)


def end(assignment: Assignment, *, why: str) -> Any:
    """End another row's assignment inside a verb on the case; the person may read on for 30 days."""
    return change(assignment, **ended(assignment, why))


def ended(assignment: Assignment, why: str) -> dict[str, Any]:
    """The columns of an assignment that ends now; one that was to end earlier keeps its own end."""
    now = clock.now()
    ends_at = max(assignment.starts_at, min(now, assignment.ends_at or now))
    return {
        "status": Assignment.Status.ENDED,
        "ends_at": ends_at,
        "read_until": ends_at + READ_AFTER_END,
        "why": why,
    }


def replace(assignment: Assignment, *, why: str) -> Any:
    """End an assignment that another one of the same person continues in this instant: nothing is left to read on."""
    now = clock.now()
    return change(
        assignment, status=Assignment.Status.ENDED, ends_at=now, read_until=now, live=False, why=why
    )


def over(relation: Relation, at: Any) -> bool:
    """Whether nothing of a relation gives sight any more at an instant."""
    if relation.ends_at is None:
        return False
    if isinstance(relation, Assignment):
        return bool((relation.read_until or relation.ends_at + READ_AFTER_END) <= at)
    return bool(relation.ends_at <= at)
