"""A round: its patients in its order, who was decided on, and what the unit learned from its last returns."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core import clock
from core.access import visible_to
from core.localtime import local_date
from discharge.models import Huddle, HuddleDecision, ReadmissionReview
from discharge.queries import board
from discharge.queries.board import Line
from facilities.models import Unit
from patients.models import Case
from policy.ready import after_leaving

LAST = 5


@dataclass(frozen=True)
class Turn:
    """One patient of a round; `line` is None once they are no longer on the board, or may not be seen any more."""

    number: int
    case: UUID
    line: Line | None
    decision: HuddleDecision | None

    @property
    def open(self) -> bool:
        return self.decision is None and self.line is not None


def mine(user: Any) -> Huddle | None:
    """The round that somebody leads now."""
    return Huddle.objects.filter(led_by=user, ended_at=None).select_related("unit").first()


def turns(huddle: Huddle, user: Any) -> list[Turn]:
    """Every patient of the round in its order, however the board has moved meanwhile."""
    lines = board.of_cases(user, huddle.cases)
    decided = {
        row.case_id: row
        for row in HuddleDecision.objects.filter(huddle=huddle).select_related("item", "date_change")
    }
    return [Turn(n, pk, lines.get(pk), decided.get(pk)) for n, pk in enumerate(huddle.cases, 1)]


def following(found: list[Turn], after: UUID | None = None) -> Turn | None:
    """The next patient nobody decided on: after one of the round, else from its beginning."""
    at = next((n for n, turn in enumerate(found, 1) if turn.case == after), 0)
    return next((turn for turn in [*found[at:], *found[:at]] if turn.open), None)


@dataclass(frozen=True)
class Return:
    """What the review of a return came to; causes in the words of the rules of now."""

    learned: str
    causes: list[str]
    on: date


def lately(user: Any, unit: Unit | None) -> list[Return]:
    """The last reviews of returns to a unit that somebody may see, the newest first."""
    if unit is None:
        return []
    rows = ReadmissionReview.objects.filter(
        case__in=visible_to(Case, user, "view_discharge").values("pk"),
        status=ReadmissionReview.Status.REVIEWED,
        index__unit=unit,
        error_at=None,
    )
    rules = after_leaving(unit.facility, clock.now())[1]
    words = rules.labels() if rules else {}
    return [
        Return(
            row.learned,
            [words.get(code, code) for code in row.causes],
            local_date(row.reviewed_at, unit.facility.tz),
        )
        for row in rows.order_by("-reviewed_at", "-pk")[:LAST]
        if row.reviewed_at is not None
    ]
