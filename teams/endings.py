"""How a relation ends: at once, with its reason, and for a case with a month in which it can still be read."""

from datetime import datetime, timedelta
from typing import Any

from core import clock
from core.actions import change
from policy.queries import teamwork
from teams.models import Assignment, CaseGrant, EmergencyAccess, Relation

# After a relation to a case ends it can be read for 30 days, then only in an emergency (role matrix).
READ_AFTER_END = timedelta(days=30)


def end(assignment: Assignment, *, why: str) -> Any:
    """End another row's assignment inside a verb on the case; the person may read on for some time."""
    return change(assignment, **ended(assignment, why))


def ended(assignment: Assignment, why: str) -> dict[str, Any]:
    """The columns of an assignment that ends now; one that was to end earlier keeps its own end."""
    now = clock.now()
    ends_at = max(assignment.starts_at, min(now, assignment.ends_at or now))
    return {
        "status": Assignment.Status.ENDED,
        "ends_at": ends_at,
        "read_until": teamwork(assignment.case.facility, now).ends("read", ends_at),
        "why": why,
    }


def replace(assignment: Assignment, *, why: str) -> Any:
    """End an assignment that another one of the same person continues in this instant: nothing is left to read on."""
    now = clock.now()
    return change(
        assignment, status=Assignment.Status.ENDED, ends_at=now, read_until=now, live=False, why=why
    )


def over(relation: Relation | EmergencyAccess, at: Any) -> bool:
    """Whether nothing of a relation gives (or, for a block, takes) sight any more at an instant."""
    last = _last(relation)
    return last is not None and last <= at


def _last(relation: Relation | EmergencyAccess) -> datetime | None:
    if isinstance(relation, EmergencyAccess):
        return relation.ended_at or relation.expires_at
    if isinstance(relation, Assignment) and relation.ends_at:
        return relation.read_until or relation.ends_at + READ_AFTER_END
    if isinstance(relation, CaseGrant):
        return relation.read_until or relation.ends_at
    return relation.ends_at
