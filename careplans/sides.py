"""The two sides of a conflict: which row each stands for, and what of it somebody may read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from careplans.models import Conflict, ConflictSide
from core.actions import keep
from policy.case_facts import KINDS, Row

# The row that a fact is, by the name in its key; a caregiver's is the person.
COLUMNS = {"goal": "goal", "intervention": "intervention", "problem": "problem", "restriction": "restriction"}
MARKS = ("{a}", "{b}")
WORDS, SENTENCE = 240, 500


@dataclass(frozen=True)
class Said:
    """A conflict as one reader may read it; `hidden` when a side is of a class they may not read."""

    conflict: Conflict
    sentence: str
    sides: Sequence[tuple[str, str]]
    hidden: bool


def keep_side(conflict: Conflict, position: int, kind: str, row: Row) -> ConflictSide:
    """One side as a rule found it. Used inside verbs only."""
    side = ConflictSide(
        case=conflict.case,
        conflict=conflict,
        position=position,
        data=row["data"],
        what=kind,
        words=Truncator(row.get("words") or str(KINDS[kind].label)).chars(WORDS),
    )
    name, _colon, key = str(row["key"]).partition(":")
    if name in COLUMNS:
        setattr(side, f"{COLUMNS[name]}_id", key)
    elif kind == "caregivers":
        side.person_id = row["person"]
    return keep(side)


def keep_row(conflict: Conflict, position: int, row: Model | str) -> ConflictSide:
    """One side as a person named it: a row of the plan, or words. Used inside verbs only."""
    side = ConflictSide(case=conflict.case, conflict=conflict, position=position, what="words")
    if isinstance(row, str):
        side.words = row
    else:
        name = str(row._meta.model_name)
        setattr(side, COLUMNS[name], row)
        side.what, side.data, side.words = f"{name}s", row.access.data, row.words  # type: ignore[attr-defined]
    return keep(side)


def readable(data: str, rights: Collection[str]) -> bool:
    """Whether somebody with these rights on the case may read words of a class."""
    return f"view_{data}" in rights


def said(conflict: Conflict, sides: Sequence[ConflictSide], rights: Collection[str]) -> Said:
    """What somebody with these rights on its case may read of a conflict; its sides in their order."""
    hidden = not all(readable(side.data, rights) for side in sides)
    return Said(conflict, _sentence(conflict, sides, hidden), [_side(side, rights) for side in sides], hidden)


def _side(side: ConflictSide, rights: Collection[str]) -> tuple[str, str]:
    """What it is, and its words."""
    kind = KINDS.get(side.what)
    label = str(kind.label) if kind else ""
    return label, side.words if readable(side.data, rights) else _("You may not read this here.")


def _sentence(conflict: Conflict, sides: Sequence[ConflictSide], hidden: bool) -> str:
    if hidden:
        return _("Something planned conflicts with information that you may not read.")
    found = conflict.sentence
    for mark, side in zip(MARKS, sides, strict=False):
        found = found.replace(mark, side.words)
    return found


def wording(pair: Any) -> str:
    """The sentence of a rule as it is kept: its marks are filled in for each reader."""
    return Truncator(pair.rule.says).chars(SENTENCE)
