"""When a promise reminds and whom: rungs in minutes around the due time. Pure; the numbers come from the rule packs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# Where no rule pack "follow_up" is in force: at the due time, and once more an hour later (project proposal).
DEFAULT = (0, 60)
# A meeting is only useful to hear of beforehand.
MEETING = (-60,)
PERSON = "person"

# Minutes for the person themselves, or minutes with whom else it tells: 60 or (60, "supervisor").
Said = int | Sequence[int | str]


@dataclass(frozen=True)
class Rung:
    """One reminder of a ladder: its number, its instant, whom it tells, and whether the promise is late by then."""

    number: int
    at: datetime
    late: bool
    to: str = PERSON


def pair(said: Said) -> tuple[int, str]:
    """A rung as minutes and whom: 60 is (60, "person"); ["60", …] or a second word that is nobody's raises ValueError."""
    if isinstance(said, int):
        return said, PERSON
    minutes, to = said
    return int(minutes), str(to)


def whole(own: Iterable[Said], climb: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """A promise's own rungs and the climb after them; a ladder that names its own deputy or supervisor has no other."""
    rungs = [pair(said) for said in own]
    return rungs if any(to != PERSON for _after, to in rungs) else [*rungs, *climb]


def rungs(due_at: datetime, said: Iterable[Said], now: datetime) -> list[Rung]:
    """The rungs that are still to come; elapsed minutes, whatever the clocks on the wall do.

    What is late already when it is given to somebody counts from now: its silence climbs like any other.
    """
    start, is_late = max(due_at, now), due_at < now
    found = []
    for number, (after, to) in enumerate(sorted({pair(each) for each in said}, key=_order)):
        at = (start if after >= 0 else due_at) + timedelta(minutes=after)
        found.append(Rung(number, at, after > 0 or is_late, to))
    return [rung for rung in found if rung.at >= now]


def _order(rung: tuple[int, str]) -> tuple[int, int]:
    # At one minute the person stands below their deputy, the deputy below the supervisor.
    return rung[0], ("person", "deputy", "supervisor", "patient").index(rung[1])
