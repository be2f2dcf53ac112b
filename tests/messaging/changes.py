"""Telling of changes and standing in, as tests do it."""

from datetime import timedelta
from typing import Any

from core import clock
from messaging import actions
from messaging.models import Acknowledgement, ConditionChange
from teams.models import Absence


def tell(case: Any, by: Any, severity: str = "critical", what: str = "Fell out of bed") -> ConditionChange:
    return actions.broadcast(case, by=by, what=what, severity=severity)


def row_of(change: ConditionChange, user: Any) -> Acknowledgement:
    return Acknowledgement.objects.get(change=change, user=user)


def stand_in(away: Any, deputy: Any, facility: Any, *, days: int = 2) -> Absence:
    """An accepted absence from now on: the deputy stands in in all the person's roles."""
    now = clock.now()
    facts = {"user": away, "deputy": deputy, "facility": facility, "created_by": away}
    return Absence.objects.create(
        **facts,
        starts_at=now,
        ends_at=now + timedelta(days=days),
        status="covered",
        roles=[away.default_role],
        answered_at=now,
    )
