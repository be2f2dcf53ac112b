"""When a promise reminds: rungs in minutes around the due time. Pure; the numbers come from the rule pack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# Where no rule pack "follow_up" is in force: at the due time, and once more an hour later (project proposal).
DEFAULT = (0, 60)
# A meeting is only useful to hear of beforehand.
MEETING = (-60,)


@dataclass(frozen=True)
class Rung:
    """One reminder of a ladder: its number, its instant, and whether the promise is late by then."""

    number: int
    at: datetime
    late: bool


def rungs(due_at: datetime, minutes: Sequence[int], now: datetime) -> list[Rung]:
    """The rungs that are still to come; elapsed minutes, whatever the clocks on the wall do."""
    found = [Rung(n, due_at + timedelta(minutes=after), after > 0) for n, after in enumerate(sorted(minutes))]
    return [rung for rung in found if rung.at > now]
