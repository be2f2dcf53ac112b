"""What must be done before a patient leaves, as a pack says it: gates by where the patient goes, and whose each is.

Pure. A hard gate stops our own last stage, a soft one is carried over to the time after. A gate with `fact` is answered
by the file itself, any other by a person of `satisfies`. `carry_hours` are elapsed hours from leaving. Sources: 42 CFR
482.43 by paragraph, the readiness list of clinical.md 2.13; what stands in neither says "project proposal".
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from accounts.permissions import Role
from core import calendar
from policy.examples import instant, title, wall

Body = Mapping[str, Any]
# The stages of leaving in their order (discharge.models.LeavingStep.Stage, which is above).
STAGES = ("medically_ready", "plan_ready", "accepted", "nursing_complete", "left")
LONGEST_CODE, LONGEST_LABEL, LONGEST_MISSING = 40, 100, 200


@dataclass(frozen=True)
class Gate:
    """One thing to do before leaving, with the sentence that is said while it is not done."""

    code: str
    label: str
    missing: str
    fact: bool
    satisfies: tuple[str, ...]
    overrides: tuple[str, ...]
    # Whether somebody may say, with a reason, that this patient does not need it.
    waivable: bool
    carry_hours: float
    source: str

    def due(self, at: datetime) -> datetime:
        """Until when it is made up for, if it is still open at an instant."""
        return calendar.add_hours(at, self.carry_hours)


@dataclass(frozen=True)
class Group:
    """The gates of the patients who go to places of one sort."""

    code: str
    label: str
    dispositions: tuple[str, ...]
    hard: tuple[str, ...]
    soft: tuple[str, ...]


@dataclass(frozen=True)
class Gates:
    """All of a pack."""

    gates: tuple[Gate, ...] = ()
    groups: tuple[Group, ...] = ()
    # The group of a destination that nobody has said, or that no group names.
    otherwise: str = ""
    # Which role reaches which stage, and who reaches the first one on their own word.
    stages: Mapping[str, tuple[str, ...]] | None = None
    own_word: tuple[str, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Gate]:
        """The gates by their codes."""
        return {gate.code: gate for gate in self.gates}

    def group(self, disposition: str) -> Group | None:
        """The group of a destination (UB-04 patient status); None only where there are no rules at all."""
        found = (group for group in self.groups if disposition in group.dispositions)
        return next(found, None) or next((one for one in self.groups if one.code == self.otherwise), None)

    def asked(self, disposition: str) -> list[tuple[Gate, bool]]:
        """The gates of a destination in the order of the pack, each with whether it is hard."""
        group = self.group(disposition)
        if group is None:
            return []
        return [
            (gate, gate.code in group.hard) for gate in self.gates if gate.code in (*group.hard, *group.soft)
        ]

    def reaches(self, stage: str) -> tuple[str, ...]:
        """The roles that reach a stage."""
        return (self.stages or {}).get(stage, ())


def read(body: Body) -> Gates:
    """The rules of a pack; KeyError when something is missing."""
    return Gates(
        tuple(_gate(row) for row in body["gates"]),
        tuple(_group(row) for row in body["groups"]),
        body["otherwise"],
        {stage: tuple(roles) for stage, roles in body["stages"].items()},
        tuple(body["own_word"]),
    )


def _gate(row: Body) -> Gate:
    return Gate(
        row["code"],
        row["label"],
        row["missing"],
        row.get("fact", False),
        tuple(row.get("satisfies", ())),
        tuple(row.get("overrides", ())),
        row.get("waivable", False),
        row["carry_hours"],
        row["source"],
    )


def _group(row: Body) -> Group:
    return Group(
        row["code"], row["label"], tuple(row["dispositions"]), tuple(row["hard"]), tuple(row["soft"])
    )


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    rules = read(body)
    found = [*_twice("gate", [gate.code for gate in rules.gates])]
    found += _twice("group", [group.code for group in rules.groups])
    found += _twice("destination", [code for group in rules.groups for code in group.dispositions])
    for gate in rules.gates:
        found += [f"{gate.code}: {wrong}" for wrong in _wrong_gate(gate)]
    for group in rules.groups:
        found += [f"{group.code}: {wrong}" for wrong in _wrong_group(group, rules)]
    found += _wrong_stages(rules)
    if rules.otherwise not in {group.code for group in rules.groups}:
        found.append(f"There is no group {rules.otherwise!r} for destinations that no group names.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _twice(what: str, codes: Collection[str]) -> list[str]:
    return [
        f"The {what} {code!r} stands twice."
        for code in sorted({c for c in codes if list(codes).count(c) > 1})
    ]


def _wrong_gate(gate: Gate) -> Iterator[str]:
    if not 0 < len(gate.code) <= LONGEST_CODE or not 0 < len(gate.label) <= LONGEST_LABEL:
        yield f"a code has 1 to {LONGEST_CODE} signs, a label 1 to {LONGEST_LABEL}."
    if not 0 < len(gate.missing) <= LONGEST_MISSING:
        yield f"say in 1 to {LONGEST_MISSING} signs what is missing."
    yield from (
        f"there is no role {role!r}."
        for role in (*gate.satisfies, *gate.overrides)
        if role not in Role.values
    )
    if not gate.fact and not gate.satisfies:
        yield "say who may say that it is done, or that a fact answers it."
    if type(gate.carry_hours) not in (int, float) or gate.carry_hours <= 0:
        yield "carry_hours must be above zero."
    if not gate.source:
        yield "say where it comes from."


def _wrong_group(group: Group, rules: Gates) -> Iterator[str]:
    for code in (*group.hard, *group.soft):
        if code not in rules.by_code:
            yield f"there is no gate {code!r}."
    yield from (f"{code!r} is hard and soft." for code in sorted(set(group.hard) & set(group.soft)))
    for code in group.hard:
        if code in rules.by_code and not rules.by_code[code].overrides:
            yield f"{code!r} is hard: say which roles may override it."
    for code in group.dispositions:
        if len(code) != 2 or not code.isdigit():
            yield f"{code!r} is no patient status: two digits."


def _wrong_stages(rules: Gates) -> Iterator[str]:
    for stage in STAGES:
        if not rules.reaches(stage):
            yield f"Say which roles reach the stage {stage!r}."
    for stage, roles in (rules.stages or {}).items():
        if stage not in STAGES:
            yield f"There is no stage {stage!r}."
        yield from (f"{stage}: there is no role {role!r}." for role in roles if role not in Role.values)


def _failures(body: Body) -> list[str]:
    rules, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        for name, came in _outcome(rules, example).items():
            if came != example[name]:
                found.append(f"{title(number, example)}: {name} comes out as {came}.")
    return found


def _outcome(rules: Gates, example: Body) -> dict[str, Any]:
    """What the rules make of an example, for each thing it states."""
    came: dict[str, Any] = {}
    if "hard" in example:
        came["hard"] = [gate.code for gate, hard in rules.asked(example["disposition"]) if hard]
    if "soft" in example:
        came["soft"] = [gate.code for gate, hard in rules.asked(example["disposition"]) if not hard]
    if "due" in example:
        zone = ZoneInfo(example["zone"])
        came["due"] = wall(rules.by_code[example["gate"]].due(instant(example["left"], zone)), zone)
    return came
