"""Delays as a pack says them: their causes, to whom they are attributed, and who is told as they grow old. Pure.

Ages are elapsed hours. The causes are the reason codes of the agreed process; a site may change all of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policy.examples import title
from policy.milestones import CODES

Body = Mapping[str, Any]
AVOIDABLE = ("yes", "partly", "no")
TOLD = ("owner", "lead", "supervisor")
LONGEST = 24 * 366


@dataclass(frozen=True)
class Cause:
    """One cause, with what its form says at first; `holds` is empty where it holds the leaving itself."""

    code: str
    label: str
    attribution: str
    avoidable: str
    holds: str = ""

    @property
    def group(self) -> str:
        return self.code[0]


@dataclass(frozen=True)
class Delays:
    """Causes by group, attributions by code, rungs as (hours, whom)."""

    causes: tuple[Cause, ...] = ()
    groups: Mapping[str, str] | None = None
    attributions: Mapping[str, str] | None = None
    rungs: tuple[tuple[float, str], ...] = ()
    counts: Mapping[str, float] | None = None
    day_from_hours: float = 12
    words: tuple[str, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Cause]:
        return {cause.code: cause for cause in self.causes}

    def label(self, code: str) -> str:
        """The words for a cause; its code where this pack does not know it."""
        return self.by_code[code].label if code in self.by_code else code

    def attributed(self, code: str) -> str:
        """The words for an attribution."""
        return (self.attributions or {}).get(code, code)

    def level(self, hours: float) -> int:
        """How many rungs a delay of an age has climbed."""
        return sum(after <= hours for after, _to in self.rungs)

    def told(self, hours: float) -> list[str]:
        """Who has been told of a delay of an age."""
        return [to for _after, to in self.rungs[: self.level(hours)]]

    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The causes for a form, under the words of their groups."""
        groups = self.groups or {}
        return [
            (words, [(c.code, f"{c.code} {c.label}") for c in self.causes if c.group == group])
            for group, words in groups.items()
        ]


def read(body: Body) -> Delays:
    """The rules of a pack; KeyError when something is missing."""
    return Delays(
        causes=tuple(Cause(**row) for row in body["causes"]),
        groups=body["groups"],
        attributions=body["attributions"],
        rungs=tuple((rung["hours"], rung["to"]) for rung in body["rungs"]),
        counts={name: body["counts"][name] for name in AVOIDABLE},
        day_from_hours=body["day_from_hours"],
        words=tuple(body["words"]),
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return [*_causes(body), *_clocks(body)] or list(_failures(body))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _causes(body: Body) -> Iterable[str]:
    rules = read(body)
    codes = [cause.code for cause in rules.causes]
    if not codes:
        yield "Give at least one cause."
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{code} stands here twice."
    for cause in rules.causes:
        if cause.group not in body["groups"]:
            yield f"{cause.code}: there is no group {cause.group}."
        if cause.attribution not in body["attributions"]:
            yield f"{cause.code}: there is no attribution {cause.attribution}."
        if cause.avoidable not in AVOIDABLE:
            yield f"{cause.code}: avoidable must be one of {', '.join(AVOIDABLE)}."
        if cause.holds and cause.holds not in CODES:
            yield f"{cause.code}: there is no milestone {cause.holds}."
    yield from (f"words: there is no cause {code}." for code in rules.words if code not in codes)


def _clocks(body: Body) -> Iterable[str]:
    rules = read(body)
    hours = [after for after, _to in rules.rungs]
    if not rules.rungs or not all(_hours(after) for after in hours):
        yield "Rungs need hours above 0, a year at most."
    elif hours != sorted(set(hours)):
        yield "Rungs come one after the other: the hours must grow."
    yield from (f"A rung tells {', '.join(TOLD)}, not {to}." for _after, to in rules.rungs if to not in TOLD)
    counts: Sequence[float] = [body["counts"][name] for name in AVOIDABLE]
    if not all(0 <= share <= 1 for share in counts) or sorted(counts, reverse=True) != list(counts):
        yield "counts: yes counts most, then partly, then no; each from 0 to 1."
    if not 0 < rules.day_from_hours <= 24:
        yield "day_from_hours must be above 0 and no more than a day."
    if not body["examples"]:
        yield "Add at least one worked example."


def _hours(n: Any) -> bool:
    return isinstance(n, int | float) and not isinstance(n, bool) and 0 < n <= LONGEST


def _failures(body: Body) -> Iterable[str]:
    rules = read(body)
    for number, example in enumerate(body["examples"], 1):
        came: dict[str, Any] = {}
        if "hours" in example:
            came["told"] = rules.told(example["hours"])
        if "cause" in example:
            cause = rules.by_code[example["cause"]]
            came |= {name: getattr(cause, name) for name in ("avoidable", "attribution", "group", "holds")}
            came["words"] = cause.code in rules.words
        for name, value in came.items():
            if name in example and value != example[name]:
                yield f"{title(number, example)}: {name} comes out as {value}."
