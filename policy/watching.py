"""When a day's looks at records are worth a privacy officer's question, as a pack says it. Pure.

Counts are different patients of one person and one day; night is wall time at the facility, from the evening on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import time
from statistics import median
from typing import Any

from policy.examples import title

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Figures:
    """The figures; the defaults are those the application comes with (project proposal)."""

    # Many records: this many times a person's own median day, and never fewer than the least.
    many_times: int = 3
    many_least: int = 20
    # How far back somebody's own usual days are read.
    usual_days: int = 28
    night_from: str = "22:00"
    night_until: str = "06:00"
    night_least: int = 5
    # Records opened one after the other whose numbers follow each other.
    in_sequence: int = 5
    searches_least: int = 10
    # A relation that ended within these days was left lately; an older one is none.
    relation_days: int = 90
    leaving_days: int = 14
    emergencies_a_week: int = 2
    # What was found justified is not asked again for as long.
    settled_days: int = 90

    def too_many(self, today: int, before: Sequence[int]) -> bool:
        """Whether a day stands out against somebody's earlier days; without any, the least alone counts."""
        usual = median(before) if before else 0
        return today >= self.many_least and today > self.many_times * usual

    def at_night(self, wall: time) -> bool:
        """Whether a time of day is in the night, which may go over midnight."""
        start, end = time.fromisoformat(self.night_from), time.fromisoformat(self.night_until)
        return start <= wall < end if start <= end else wall >= start or wall < end


def figures(body: Body) -> Figures:
    """The figures of a pack; KeyError when one is missing."""
    return Figures(**{each.name: body[each.name] for each in fields(Figures)})


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    said = figures(body)
    counts = [
        each.name for each in fields(Figures) if not each.name.startswith(("night_from", "night_until"))
    ]
    wrong = [name for name in counts if type(getattr(said, name)) is not int or getattr(said, name) < 1]
    found = [f"{name} must be a whole number from 1 on." for name in wrong]
    if time.fromisoformat(said.night_from) == time.fromisoformat(said.night_until):
        found.append("Say when the night begins and when it ends.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _failures(body: Body) -> list[str]:
    said, found = figures(body), []
    for number, example in enumerate(body["examples"], 1):
        if "wall" in example:
            answer = said.at_night(time.fromisoformat(example["wall"]))
        else:
            answer = said.too_many(example["today"], example["before"])
        if answer is not example["found"]:
            found.append(f"{title(number, example)}: comes out {'found' if answer else 'not found'}.")
    return found
