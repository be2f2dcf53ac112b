"""How long a person may not know of a change, and who is told when they stay silent; from the rules in force.

R-IDR-4 (clinical.md 2.5): the care team is told with a receipt; critical within 60 minutes, else the supervisor.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from messaging.models import ConditionChange
from policy.queries import escalation
from worklist.models import Item

Severity = ConditionChange.Severity
Priority = Item.Priority
PRIORITY = {
    Severity.CRITICAL: Priority.HARM,
    Severity.URGENT: Priority.HIGH,
    Severity.ROUTINE: Priority.NORMAL,
}
# Within how many hours somebody looks whether the plan still fits (project proposal).
PLAN_HOURS = {Severity.CRITICAL: 4, Severity.URGENT: 24, Severity.ROUTINE: 72}


@dataclass(frozen=True)
class Clock:
    """Everybody knows within `time`, or the supervisor is told; `rungs` are minutes around that instant, and whom."""

    time: timedelta
    rungs: tuple[tuple[int, str], ...]
    priority: int
    plan_time: timedelta


def clock_of(facility: Any, severity: str, at: datetime) -> Clock:
    """The clock of a severity at a facility; KeyError for a severity that is none.

    The rungs of the rules count from the telling; the person's first is the notice that comes with it.
    """
    told = escalation(facility, at).change[severity]
    minutes = max(after for after, to in told if to == "supervisor")
    later = tuple((after - minutes, to) for after, to in told if (after, to) != (0, "person"))
    kind = Severity(severity)
    return Clock(timedelta(minutes=minutes), later, PRIORITY[kind], timedelta(hours=PLAN_HOURS[kind]))
