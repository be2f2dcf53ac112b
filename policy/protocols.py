"""Checklists of high-risk protocols, as a pack says them: what is done for each danger, by whom, within which time.

Pure. Minutes are elapsed minutes from the moment the protocol was raised. Source of the steps of self-harm: ASQ pathway
(clinical.md 1.4.3); of abuse: "ask alone, same shift, mandatory reporting" (1.4.6); everything else a project proposal.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.permissions import Role
from core import calendar
from policy.examples import instant, title, wall

Body = Mapping[str, Any]
# The dangers there are (assessments.models.Protocol.Kind, which is above).
KINDS = ("self_harm", "violence", "wandering", "abuse", "safeguarding")
ALWAYS, ACUTE, NOT_ACUTE = "always", "acute", "not_acute"
WHEN = (ALWAYS, ACUTE, NOT_ACUTE)
# The longest text and code that a step on record holds.
LONGEST_TEXT, LONGEST_CODE = 240, 40


@dataclass(frozen=True)
class Step:
    """One thing to do: by which role, within how many minutes, and whether nobody leaves before it is done."""

    code: str
    text: str
    role: str
    minutes: int
    when: str
    before_leaving: bool
    source: str

    def asked(self, acute: bool) -> bool:
        """Whether it belongs to an acute danger, or to one that is not."""
        return self.when == ALWAYS or (self.when == ACUTE) == acute

    def due(self, raised_at: datetime) -> datetime:
        """Until when it is to be done."""
        return calendar.add_hours(raised_at, self.minutes / 60)


@dataclass(frozen=True)
class Checklist:
    """What is done for one kind of danger, and which roles of the team are told, without a word of what it is."""

    kind: str
    told: tuple[str, ...]
    steps: tuple[Step, ...]

    def for_danger(self, acute: bool) -> tuple[Step, ...]:
        """The steps of an acute danger, or of one that is not, in order."""
        return tuple(step for step in self.steps if step.asked(acute))

    def get(self, code: str) -> Step | None:
        """One step; None when this checklist does not have it."""
        return next((step for step in self.steps if step.code == code), None)


def read(body: Body) -> dict[str, Checklist]:
    """The checklists of a pack by kind; KeyError when something is missing."""
    found = [
        Checklist(row["kind"], tuple(row["told"]), tuple(_step(each) for each in row["steps"]))
        for row in body["checklists"]
    ]
    return {checklist.kind: checklist for checklist in found}


def _step(row: Body) -> Step:
    return Step(
        row["code"],
        row["text"],
        row["role"],
        row["minutes"],
        row.get("when", ALWAYS),
        row.get("before_leaving", False),
        row["source"],
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    kinds = [row["kind"] for row in body["checklists"]]
    found = [f"There is no danger {kind!r}." for kind in sorted(set(kinds) - set(KINDS))]
    found += [f"Two checklists are for {kind!r}." for kind in sorted(set(kinds)) if kinds.count(kind) > 1]
    found += [f"There is no checklist for {kind!r}." for kind in KINDS if kind not in kinds]
    for checklist in read(body).values():
        found += [f"{checklist.kind}: {wrong}" for wrong in _wrong_with(checklist)]
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _wrong_with(checklist: Checklist) -> Iterator[str]:
    codes = [step.code for step in checklist.steps]
    yield from (f"two steps have the code {code!r}." for code in sorted(set(codes)) if codes.count(code) > 1)
    yield from (f"there is no role {role!r}." for role in checklist.told if role not in Role.values)
    for acute in (True, False):
        if not checklist.for_danger(acute):
            yield f"give a step for a danger that is {'acute' if acute else 'not acute'}."
    for step in checklist.steps:
        yield from (f"{step.code}: {wrong}" for wrong in _wrong_step(step))


def _wrong_step(step: Step) -> Iterator[str]:
    if not 0 < len(step.code) <= LONGEST_CODE or not 0 < len(step.text) <= LONGEST_TEXT:
        yield f"a code has 1 to {LONGEST_CODE} signs, a text 1 to {LONGEST_TEXT}."
    if step.role not in Role.values:
        yield f"there is no role {step.role!r}."
    if type(step.minutes) is not int or step.minutes < 1:
        yield "minutes are a whole number from 1 on."
    if step.when not in WHEN:
        yield f"{step.when!r} is none of {', '.join(WHEN)}."
    if not step.source:
        yield "say where it comes from."


def _failures(body: Body) -> list[str]:
    lists, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        zone = ZoneInfo(example["zone"])
        raised = instant(example["raised"], zone)
        came = {
            step.code: wall(step.due(raised), zone)
            for step in lists[example["kind"]].for_danger(example["acute"])
        }
        if came != example["steps"]:
            found.append(f"{title(number, example)}: it comes out as {came}.")
    return found
