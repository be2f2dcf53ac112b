"""What a visit is now, told from its movements alone: pure, and the same in whatever order they came in.

The facts are read in the order in which they happened. A cancel takes back the last standing movement of its kind
that happened no later than itself; when there is none yet, it waits for it. The same fact twice (same key) is one fact.
Source of the rules: HL7 v2.5.1 chapter 3 (patient administration).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from encounters.dispositions import STILL_HERE

ADMIT, TRANSFER, LEAVE, CANCEL = "admit", "transfer", "leave", "cancel"
# At one and the same instant a visit begins before it moves, moves before it ends, and ends before that is taken back.
RANK = {ADMIT: 0, TRANSFER: 1, LEAVE: 2, CANCEL: 3}

Place = tuple[Any, Any]  # unit, bed


class Effect(StrEnum):
    """What one movement came to."""

    STANDS = "stands"
    TAKEN_BACK = "taken_back"
    REPEATS = "repeats"
    WAITS = "waits"


class Problem(StrEnum):
    """What does not add up and a person should look at."""

    MOVED_AFTER_LEAVING = "moved_after_leaving"
    LEFT_BEFORE_ARRIVING = "left_before_arriving"
    ARRIVAL_TAKEN_BACK = "arrival_taken_back"


@dataclass(frozen=True)
class Fact:
    """One movement: `place` (unit, bed) where it led, empty when it says nothing; `key` is its identity."""

    key: str
    kind: str
    at: datetime
    place: Place | None = None
    visit_kind: str = ""
    takes_back: str = ""
    disposition: str = ""
    destination: str = ""


@dataclass(frozen=True)
class State:
    """A visit as its movements make it."""

    status: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    unit: Any = None
    bed: Any = None
    visit_kind: str = ""
    disposition: str = ""
    destination: str = ""
    from_update: bool = True
    problems: tuple[Problem, ...] = ()
    effects: dict[str, Effect] = field(default_factory=dict)


def derive(facts: Iterable[Fact]) -> State:
    """The state of a visit from its facts, in any order and with repeats."""
    book = _Book()
    once = {fact.key: fact for fact in facts}
    for fact in sorted(once.values(), key=lambda fact: (fact.at, RANK[fact.kind], fact.key)):
        book.read(fact)
    return book.state()


class _Book:
    """The facts read so far: those that stand, by kind, and the places in the order they were reached."""

    def __init__(self) -> None:
        self.standing: dict[str, list[Fact]] = {ADMIT: [], TRANSFER: [], LEAVE: []}
        self.places: list[Fact] = []
        self.effects: dict[str, Effect] = {}
        self.admits_seen = False
        self.given_up: set[Place | None] = set()  # by the last cancel

    @property
    def place(self) -> Place | None:
        return self.places[-1].place if self.places else None

    def read(self, fact: Fact) -> None:
        if fact.kind == CANCEL:
            self.effects[fact.key] = self._take_back(fact)
        else:
            self.admits_seen = self.admits_seen or fact.kind == ADMIT
            self.effects[fact.key] = Effect.REPEATS if self._repeats(fact) else self._stand(fact)
        if self._leads_on(fact):
            self.places.append(fact)

    def _stand(self, fact: Fact) -> Effect:
        self.standing[fact.kind].append(fact)
        return Effect.STANDS

    def _repeats(self, fact: Fact) -> bool:
        """An interim bill is no departure, and the place where somebody is already is no move."""
        if fact.kind == LEAVE:
            return fact.disposition in STILL_HERE
        if fact.kind == ADMIT:
            return self._same_admission(fact)
        return fact.place in (None, self.place)

    def _same_admission(self, fact: Fact) -> bool:
        before = self.standing[ADMIT]
        return (
            bool(before)
            and fact.place in (None, self.place)
            and fact.visit_kind in ("", before[-1].visit_kind)
        )

    def _leads_on(self, fact: Fact) -> bool:
        """Whether the patient is somewhere else after this fact.

        Some senders write the restored place into the cancel of a transfer, others repeat the place that was given
        up; the latter leads nowhere, and so does a place in a cancel that still waits for its transfer.
        """
        effect = self.effects[fact.key]
        if effect == Effect.REPEATS or fact.place in (None, self.place):
            return False
        if fact.takes_back == TRANSFER:
            return effect != Effect.WAITS and fact.place not in self.given_up
        return True

    def _take_back(self, cancel: Fact) -> Effect:
        standing = self.standing[cancel.takes_back]
        if not standing:
            return Effect.WAITS
        # A departure told twice is one departure, corrected: taking it back takes back all of it.
        gone = [standing.pop() for _ in range(len(standing) if cancel.takes_back == LEAVE else 1)]
        for fact in gone:
            self.effects[fact.key] = Effect.TAKEN_BACK
        self.given_up = {fact.place for fact in gone}
        keys = {fact.key for fact in gone}
        self.places = [fact for fact in self.places if fact.key not in keys]
        return Effect.STANDS

    def state(self) -> State:
        admits, leaves = self.standing[ADMIT], self.standing[LEAVE]
        left = leaves[-1] if leaves else None
        unit, bed = self.place or (None, None)
        return State(
            status=self._status(),
            started_at=admits[0].at if admits else None,
            ended_at=left.at if left else None,
            unit=unit,
            bed=bed,
            visit_kind=next((fact.visit_kind for fact in reversed(admits) if fact.visit_kind), ""),
            disposition=left.disposition if left else "",
            destination=left.destination if left else "",
            from_update=not self.admits_seen,
            problems=tuple(self._problems(left)),
            effects=self.effects,
        )

    def _status(self) -> str:
        admits, leaves = self.standing[ADMIT], self.standing[LEAVE]
        if self.admits_seen and not admits:
            return "cancelled"
        if leaves:
            return "finished"
        return "in_progress" if admits or self.places else "planned"

    def _problems(self, left: Fact | None) -> Iterable[Problem]:
        admits, moves = self.standing[ADMIT], self.standing[TRANSFER]
        if self.admits_seen and not admits and (moves or left):
            yield Problem.ARRIVAL_TAKEN_BACK
        if left and admits and left.at < admits[0].at:
            yield Problem.LEFT_BEFORE_ARRIVING
        if left and any(move.at > left.at for move in [*admits[1:], *moves]):
            yield Problem.MOVED_AFTER_LEAVING
