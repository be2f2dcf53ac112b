"""Which stays are counted as readmissions, by the nine rules R-READ. Pure: stays in, one judgement for each out.

After the logic of the CMS hospital-wide measure, simplified; never the risk-standardised rate that CMS publishes. Times
are wall times of the facility, days are dates. R-READ 5: whether a stay was planned is what coding staff or an import
said of it; nothing is inferred. What nobody said counts as unplanned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from encounters.dispositions import ACUTE_TRANSFER, AGAINST_ADVICE, DIED

WINDOWS = (7, 14, 30)
ADULT = 18
ONE_DAY = timedelta(days=1)


class Why(StrEnum):
    """Why a stay is not an index (R-READ 2 and 3)."""

    IN_HOUSE = "in_house"
    CONTINUED = "continued"
    DIED = "died"
    AGAINST_ADVICE = "against_advice"
    TRANSFERRED = "transferred"
    PSYCHIATRIC = "psychiatric"
    REHABILITATION = "rehabilitation"
    CANCER = "cancer"
    CHILD = "child"
    TOO_EARLY = "too_early"


LINES = {"psychiatric": Why.PSYCHIATRIC, "rehabilitation": Why.REHABILITATION, "cancer": Why.CANCER}


@dataclass(frozen=True)
class Stay:
    """One inpatient stay in an acute hospital. Emergency and observation visits are no stays (R-READ 1)."""

    key: Any
    patient: Any
    hospital: Any
    arrived_at: datetime
    left_at: datetime | None = None
    disposition: str = "01"
    condition: str = ""
    line: str = "other"
    planned: bool = False
    born_on: date | None = None

    @property
    def arrived(self) -> date:
        return self.arrived_at.date()

    @property
    def left(self) -> date | None:
        return self.left_at.date() if self.left_at else None


@dataclass(frozen=True)
class Judged:
    """A stay as an index for windows up to `within` days: why not, or on which day it was followed by which stay."""

    stay: Stay
    within: int
    excluded: Why | None = None
    day: int | None = None
    by: Any = None

    @property
    def eligible(self) -> bool:
        return self.excluded is None

    @property
    def readmitted(self) -> bool:
        return self.day is not None


def judge(stays: Iterable[Stay], *, within: int, today: date) -> list[Judged]:
    """Each stay judged as an index on a run date, by patient and arrival."""
    found: list[Judged] = []
    ordered = sorted(stays, key=lambda stay: (str(stay.patient), stay.arrived_at, str(stay.key)))
    for _patient, theirs in groupby(ordered, key=lambda stay: stay.patient):
        found += _one_patient(list(theirs), within, today)
    return found


def _one_patient(stays: list[Stay], within: int, today: date) -> list[Judged]:
    chains = _chains(stays)
    whole = [_whole(chain) for chain in chains]
    found = []
    for n, chain in enumerate(chains):
        # Rule 3: of one continuous stay only the last discharge is an index.
        found += [Judged(part, within, Why.CONTINUED) for part in chain[:-1]]
        found.append(_as_index(chain[-1], whole[n + 1 :], within, today))
    return found


def _chains(stays: list[Stay]) -> list[list[Stay]]:
    """Stays in order, those joined that are one: same day, same hospital, same condition (R-READ 3)."""
    chains: list[list[Stay]] = []
    for stay in stays:
        if chains and _continues(chains[-1][-1], stay):
            chains[-1].append(stay)
        else:
            chains.append([stay])
    return chains


def _continues(before: Stay, after: Stay) -> bool:
    same = before.hospital == after.hospital and before.condition and before.condition == after.condition
    return bool(same) and before.left == after.arrived


def _whole(chain: Sequence[Stay]) -> Stay:
    """A continuous stay as one that others are followed by: it begins with its first part, planned as that was."""
    return replace(chain[-1], arrived_at=chain[0].arrived_at, planned=chain[0].planned, key=chain[0].key)


def _as_index(stay: Stay, later: Sequence[Stay], within: int, today: date) -> Judged:
    if excluded := _excluded(stay, later, within, today):
        return Judged(stay, within, excluded)
    for other in later:
        day = _day(stay, other)
        if day is None or day > within:
            continue
        # Rule 6: after a planned stay nothing in the window is charged to this index. Rule 7: the first one counts.
        return Judged(stay, within) if other.planned else Judged(stay, within, day=day, by=other.key)
    return Judged(stay, within)


def _excluded(stay: Stay, later: Sequence[Stay], within: int, today: date) -> Why | None:
    if stay.left is None:
        return Why.IN_HOUSE
    if stay.disposition in DIED:
        return Why.DIED
    if stay.disposition in AGAINST_ADVICE:
        return Why.AGAINST_ADVICE
    if stay.disposition in ACUTE_TRANSFER or any(_moved_on(stay, other) for other in later):
        return Why.TRANSFERRED
    if stay.line in LINES:
        return LINES[stay.line]
    if stay.born_on is not None and _years(stay.born_on, stay.arrived) < ADULT:
        return Why.CHILD
    # The last day of the window belongs to it, so that it has to be over.
    return Why.TOO_EARLY if today <= stay.left + timedelta(days=within) else None


def _moved_on(stay: Stay, other: Stay) -> bool:
    """Another acute hospital on the same or the next day is a transfer, whatever was written (R-READ 2 and 3)."""
    day = _day(stay, other)
    return stay.hospital != other.hospital and day is not None and day <= 1


def _day(index: Stay, other: Stay) -> int | None:
    """The day number of a later stay; None where it began before the index ended (R-READ 4)."""
    if index.left is None or other.arrived < index.left:
        return None
    return (other.arrived - index.left) // ONE_DAY


def _years(born: date, on: date) -> int:
    """Full years of age; who was born on 29 February grows older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
