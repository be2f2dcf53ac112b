"""How far a patient is in touch with their team, as points with reasons; a pack says how many each thing gives.

Pure. The window ends at the day asked about; a rate without anything to count gives half its points, and says so.
Points and thresholds are a project proposal (C50: reach rate, kept appointments, follow-ups answered, days since the
last contact); they help to notice a silence and are no judgement of a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policy.examples import title

Body = Mapping[str, Any]
RATES = ("reached", "kept", "answered")
SINCE = "since"
PARTS = (*RATES, SINCE)
WHOLE = 100


@dataclass(frozen=True)
class Counts:
    """What happened in the window: of so many attempts so many reached, and so on; days since the last contact."""

    reached: tuple[int, int] = (0, 0)
    kept: tuple[int, int] = (0, 0)
    answered: tuple[int, int] = (0, 0)
    since: int | None = None


@dataclass(frozen=True)
class Part:
    """One line of the arithmetic: `points` of `most`, from so many of so many (or from days)."""

    code: str
    points: int
    most: int
    good: int | None
    of: int | None

    def plain(self) -> dict[str, Any]:
        """As it is stored."""
        return {"code": self.code, "points": self.points, "most": self.most, "good": self.good, "of": self.of}


@dataclass(frozen=True)
class Engagement:
    """The figures; the defaults are those the application comes with."""

    window_days: int = 60
    most: Mapping[str, int] = field(
        default_factory=lambda: {"reached": 40, "kept": 25, "answered": 20, "since": 15}
    )
    # Days since the last contact up to which all points are given, and from which none.
    full_days: int = 7
    no_days: int = 30
    falls_by: int = 20
    low: int = 40


def score(rules: Engagement, counts: Counts) -> tuple[int, list[Part]]:
    """The index from 0 to 100, and the line each part of it comes from."""
    parts = [_rate(rules, code, *getattr(counts, code)) for code in RATES] + [_since(rules, counts.since)]
    return sum(part.points for part in parts), parts


def falls(rules: Engagement, before: int | None, now: int) -> bool:
    """Whether it fell by so much since the last one, or came below the line it stood above."""
    return before is not None and (before - now >= rules.falls_by or now < rules.low <= before)


def _rate(rules: Engagement, code: str, good: int, of: int) -> Part:
    most = rules.most[code]
    points = (2 * most * good + of) // (2 * of) if of else most // 2
    return Part(code, points, most, good, of)


def _since(rules: Engagement, days: int | None) -> Part:
    most = rules.most[SINCE]
    if days is None:
        return Part(SINCE, 0, most, None, None)
    left = min(max(rules.no_days - days, 0), rules.no_days - rules.full_days)
    return Part(SINCE, most * left // (rules.no_days - rules.full_days), most, days, None)


def read(body: Body) -> Engagement:
    """The figures of a pack; KeyError when one is missing."""
    return Engagement(
        window_days=body["window_days"],
        most={code: body["points"][code] for code in PARTS},
        full_days=body["since"]["all_points_within_days"],
        no_days=body["since"]["none_from_days"],
        falls_by=body["falls_by"],
        low=body["low_below"],
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    rules = read(body)
    counts = {"window_days": rules.window_days, "falls_by": rules.falls_by, "low_below": rules.low}
    counts |= {f"points.{code}": most for code, most in rules.most.items()}
    found = [
        f"{name} must be a whole number from 1 on."
        for name, count in counts.items()
        if type(count) is not int or count < 1
    ]
    if not found and sum(rules.most.values()) != WHOLE:
        found.append(f"The points of all parts make {WHOLE} together.")
    if not 0 <= rules.full_days < rules.no_days:
        found.append("No points are given from a later day on than all points.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _failures(body: Body) -> list[str]:
    rules, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        pairs: Any = {code: tuple(example[code]) for code in RATES}
        counts = Counts(**pairs, since=example["since"])
        points, _parts = score(rules, counts)
        fell = falls(rules, example.get("before"), points)
        if (points, fell) != (example["points"], example.get("falls", False)):
            found.append(f"{title(number, example)}: comes out as {points} points, falling: {fell}.")
    return found
