"""Who takes a case: by continuity, language, unit and weighted load, each with its reason. Pure.

The weights of unit, language and load come from the rules for urgency tiers in force (`routing`); continuity counts
like the need there, which is the same for a whole team (project proposal). The load is the one after taking the case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from intake.suggest import FULL_WEEK


@dataclass
class Taker:
    """Somebody who could take cases: their roles, languages, units, hours a week, and the load they carry."""

    key: Any
    name: str
    roles: frozenset[str]
    languages: frozenset[str] = frozenset()
    units: frozenset[Any] = frozenset()
    hours: float = FULL_WEEK
    load: float = 0

    def full(self, rules: Mapping[str, Any]) -> float:
        """What somebody with these hours carries at most."""
        return float(rules["full_load"]) * self.hours / FULL_WEEK


@dataclass(frozen=True)
class Piece:
    """One part to be given to somebody: the role it asks for, what the patient speaks, and what it weighs."""

    key: Any
    role: str
    weight: float
    case: Any = None
    unit: Any = None
    language: str = ""
    language_words: str = ""
    known_to: frozenset[Any] = frozenset()
    on_it: frozenset[Any] = frozenset()


@dataclass(frozen=True)
class Choice:
    """Who takes a piece, and why it is them."""

    piece: Piece
    taker: Taker
    reasons: list[str] = field(default_factory=list)


def share_out(pieces: Iterable[Piece], takers: Iterable[Taker], rules: Mapping[str, Any]) -> list[Choice]:
    """The heaviest piece first, each to whoever fits best by then; what nobody's role fits is left where it is."""
    people, found = list(takers), []
    # Two people may leave the same role on one case; nobody takes both their parts.
    given: set[Any] = set()
    for piece in sorted(pieces, key=lambda each: (-each.weight, str(each.key))):
        able = [who for who in people if fits(who, piece) and (piece.case, piece.role, who.key) not in given]
        if able:
            best = max(able, key=lambda who: (_score(who, piece, rules), -who.load, who.name))
            found.append(Choice(piece, best, reasons(best, piece, rules)))
            best.load += piece.weight
            if piece.case is not None:
                given.add((piece.case, piece.role, best.key))
    return found


def fits(who: Taker, piece: Piece) -> bool:
    """Whether somebody holds the role and does not stand on the case in it already."""
    return piece.role in who.roles and who.key not in piece.on_it and who.hours > 0


def reasons(who: Taker, piece: Piece, rules: Mapping[str, Any]) -> list[str]:
    """Why somebody takes a piece, in words: best first, the load last."""
    said = [_("has worked with the patient")] if who.key in piece.known_to else []
    if piece.language:
        words = _("speaks %(language)s") if piece.language in who.languages else _("no %(language)s")
        said.append(words % {"language": piece.language_words})
    if piece.unit in who.units:
        said.append(_("covers the unit"))
    load = _("load %(load)g of %(full)g") % {
        "load": who.load + piece.weight,
        "full": round(who.full(rules), 1),
    }
    return [*said, load]


def _score(who: Taker, piece: Piece, rules: Mapping[str, Any]) -> float:
    weights = rules["routing"]
    score = weights["need"] * (who.key in piece.known_to) + weights["unit"] * (piece.unit in who.units)
    if piece.language:
        score += weights["language"] * (piece.language in who.languages)
    # Below nothing for who carries more than a full load, so that they come last.
    return float(score + weights["load"] * (1 - (who.load + piece.weight) / who.full(rules)))
