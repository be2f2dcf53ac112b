"""Care maps as a pack says them: which milestone is expected on which day, and from when it counts as early or late.

Pure; dates are local to the facility. Day 0 is the day the pathway starts from (`start`); a milestone before it has a
negative day. `early` and `late` are the days of tolerance on either side. Causes of a variance are the reason codes of
avoidable days (clinical.md 2.9).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.permissions import TEAM_ROLES
from core import calendar
from policy.examples import title

Body = Mapping[str, Any]
ON_TIME, EARLY, LATE, SKIPPED = "", "early", "late", "skipped"
# The day a pathway counts from.
STARTS = ("admission", "operation", "arrival")
# Whose doing a cause is (careplans.models.PathwayStep.Cause, which is above).
GROUPS = ("condition", "patient", "clinician", "hospital", "community", "payer", "other")
FIRST, LAST, TOLERANCE = -60, 365, 60


@dataclass(frozen=True)
class Milestone:
    """Something that is expected on a day, and who answers for it."""

    code: str
    label: str
    day: int
    early: int
    late: int
    activity: str
    role: str
    source: str

    def expected_on(self, start: date) -> date:
        """The day it is expected."""
        return calendar.add_days(start, self.day)

    def late_from(self, start: date) -> date:
        """The first day on which it counts as late."""
        return self.late_after(self.expected_on(start))

    def late_after(self, expected: date) -> date:
        """The same, of the day it is expected."""
        return calendar.add_days(expected, self.late + 1)

    def variance(self, start: date, done_on: date) -> str:
        """What it is when done on a day: "", "early" or "late"."""
        return self.variance_of(self.expected_on(start), done_on)

    def variance_of(self, expected: date, done_on: date) -> str:
        """The same, of the day it is expected."""
        if done_on >= self.late_after(expected):
            return LATE
        return EARLY if done_on < calendar.add_days(expected, -self.early) else ON_TIME


@dataclass(frozen=True)
class Pathway:
    """One care map."""

    code: str
    label: str
    when: str
    start: str
    milestones: tuple[Milestone, ...]
    source: str

    def get(self, code: str) -> Milestone | None:
        """One milestone; None when the pathway does not have it."""
        return next((row for row in self.milestones if row.code == code), None)


@dataclass(frozen=True)
class Cause:
    """Why something was early, late or left out; `group` is whose doing it is."""

    code: str
    label: str
    group: str


class Pathways:
    """The care maps and causes of a pack, in its order."""

    def __init__(self, rows: Collection[Pathway] = (), causes: Collection[Cause] = ()) -> None:
        self._rows, self.causes = tuple(rows), tuple(causes)

    def __iter__(self) -> Iterator[Pathway]:
        return iter(self._rows)

    def get(self, code: str) -> Pathway | None:
        """One care map; None when the pack does not have it."""
        return next((row for row in self._rows if row.code == code), None)

    def cause(self, code: str) -> Cause | None:
        """One cause; None when the pack does not have it."""
        return next((row for row in self.causes if row.code == code), None)


def read(body: Body) -> Pathways:
    """The care maps of a pack; KeyError when something is missing."""
    causes = [
        Cause(code, label, group) for group, codes in body["causes"].items() for code, label in codes.items()
    ]
    return Pathways([_pathway(row) for row in body["pathways"]], causes)


def _pathway(row: Body) -> Pathway:
    return Pathway(
        code=row["code"],
        label=row["label"],
        when=row["when"],
        start=row["start"],
        milestones=tuple(_milestone(one, row["source"]) for one in row["milestones"]),
        source=row["source"],
    )


def _milestone(row: Body, source: str) -> Milestone:
    return Milestone(
        code=row["code"],
        label=row["label"],
        day=row["day"],
        early=row.get("early", 1),
        late=row.get("late", 0),
        activity=row["activity"],
        role=row["role"],
        source=row.get("source", source),
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return shape(body) or _failures(body)
    except (LookupError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These care maps cannot be read: {type(wrong).__name__} at {wrong}."]


def shape(body: Body) -> list[str]:
    """What is wrong with the care maps themselves; raises as `problems` catches."""
    rows = read(body)
    found = [f"Two care maps have the code {code!r}." for code in _twice(row.code for row in rows)]
    found += [f"Two causes have the code {code!r}." for code in _twice(cause.code for cause in rows.causes)]
    found += [f"There is no group of causes {group!r}." for group in sorted({*body["causes"]} - {*GROUPS})]
    found += [f"{row.label}: {wrong}" for row in rows for wrong in _wrong_in(row)]
    if not body["pathways"]:
        found.append("Give at least one care map.")
    if not rows.causes:
        found.append("Give the causes for which a milestone is early, late or left out.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _wrong_in(row: Pathway) -> Iterator[str]:
    if row.start not in STARTS:
        yield f"it counts from {', '.join(STARTS)}, not from {row.start!r}."
    if not row.milestones:
        yield "give at least one milestone."
    yield from (
        f"two milestones have the code {code!r}." for code in _twice(one.code for one in row.milestones)
    )
    days = [one.day for one in row.milestones]
    if days != sorted(days):
        yield "give the milestones in the order of their days."
    for one in row.milestones:
        yield from (f"{one.code}: {wrong}" for wrong in _wrong_milestone(one))


def _wrong_milestone(one: Milestone) -> Iterator[str]:
    if type(one.day) is not int or not FIRST <= one.day <= LAST:
        yield f"its day is a whole number from {FIRST} to {LAST}."
    if any(type(days) is not int or not 0 <= days <= TOLERANCE for days in (one.early, one.late)):
        yield f"its tolerance is whole days, {TOLERANCE} at most."
    if one.role not in TEAM_ROLES:
        yield f"there is no role {one.role!r} on a care team."
    if not one.activity.strip():
        yield "say for which activity it is done."
    if not one.source.strip():
        yield "say where it comes from."


def _twice(codes: Iterable[str]) -> list[str]:
    return sorted(code for code, number in Counter(codes).items() if number > 1)


def _failures(body: Body) -> list[str]:
    rows, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        pathway = rows.get(example["pathway"])
        step = pathway.get(example["milestone"]) if pathway else None
        if step is None:
            found.append(f"{title(number, example)}: there is no such milestone.")
            continue
        start = date.fromisoformat(example["start"])
        came: dict[str, Any] = {
            "expected": step.expected_on(start).isoformat(),
            "late_from": step.late_from(start).isoformat(),
        }
        if "done" in example:
            came["variance"] = step.variance(start, date.fromisoformat(example["done"]))
        found += [
            f"{title(number, example)}: {name} comes out as {value!r}."
            for name, value in came.items()
            if name in example and value != example[name]
        ]
    return found
