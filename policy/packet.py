"""What goes along to the next place of care: the parts by purpose, which of them are required, and in which order.

Pure. A part names its class of information (`patients.Shared` or a protected label), which decides whether a consent
lets it out. Source: 42 CFR 482.43(b) (the necessary medical information: course, goals, preferences), the components of
RED and the five areas of IDEAL (clinical.md 2.13); what stands in neither says "project proposal".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from policy.examples import title

Body = Mapping[str, Any]
PURPOSES = ("referral", "transition")
WEIGHTS = ("required", "if_known", "no")
# 42 CFR Part 2 and what state law protects more strictly: never without a consent that names them.
PROTECTED = ("42cfr2", "sens")
CLASSES = (
    "identity", "coverage", "encounter", "clinical", "behavioural", "psychosocial", "plan", "discharge", "payer",
    *PROTECTED,
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One part: its words, its class of information, what each purpose makes of it, and where the demand comes from."""

    code: str
    label: str
    data: str
    weights: Mapping[str, str]
    source: str

    def goes(self, purpose: str) -> bool:
        """Whether it goes along with papers of a purpose, as far as anything is known."""
        return self.weights[purpose] != "no"


@dataclass(frozen=True)
class Packet:
    """The parts in the order of the papers, and what is said to every patient about when to call whom."""

    parts: tuple[Part, ...] = ()
    red_flags: tuple[str, ...] = ()
    send_within_hours: int = 4

    @cached_property
    def by_code(self) -> Mapping[str, Part]:
        """The parts by code."""
        return {part.code: part for part in self.parts}

    def of(self, purpose: str) -> tuple[Part, ...]:
        """The parts of one purpose, in order."""
        return tuple(part for part in self.parts if part.goes(purpose))

    def missing(self, purpose: str, there: Collection[str]) -> list[str]:
        """The codes of required parts that are not there, in order."""
        return [
            part.code
            for part in self.of(purpose)
            if part.weights[purpose] == "required" and part.code not in there
        ]


def allowed(data: str, consented: Collection[str] | None) -> bool:
    """Whether a class of information may go: by the consent, or without one as treatment (45 CFR 164.506(c)).

    `consented` are the classes the consent names; None where there is none, and then nothing protected goes.
    """
    return data not in PROTECTED if consented is None else data in consented


def read(body: Body) -> Packet:
    """The parts of a pack; KeyError when something is missing."""
    return Packet(
        tuple(_part(each) for each in body["parts"]),
        tuple(body["red_flags"]),
        body["send_within_hours"],
    )


def _part(each: Body) -> Part:
    weights = {purpose: each[purpose] for purpose in PURPOSES}
    return Part(each["code"], each["label"], each["data"], weights, each["source"])


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return _shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> list[str]:
    rules = read(body)
    found = [fault for part in rules.parts for fault in _faults(part)]
    codes = [part.code for part in rules.parts]
    found += [f"Part {code!r} stands twice." for code in sorted({c for c in codes if codes.count(c) > 1})]
    if type(rules.send_within_hours) is not int or rules.send_within_hours < 1:
        found.append("send_within_hours must be a whole number from 1 on.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _faults(part: Part) -> list[str]:
    """What is wrong with one part; nothing protected is ever required, or papers could not go without a consent."""
    found = [] if part.data in CLASSES else [f"Part {part.code!r}: no kind of information {part.data!r}."]
    found += [
        f"Part {part.code!r}, {purpose}: {weight!r} is none of {', '.join(WEIGHTS)}."
        for purpose, weight in part.weights.items()
        if weight not in WEIGHTS
    ]
    if part.data in PROTECTED and "required" in part.weights.values():
        found.append(f"Part {part.code!r} is protected and cannot be required.")
    if not part.label or not part.source:
        found.append(f"Part {part.code!r} says what it is and where the demand comes from.")
    return found


def _failures(body: Body) -> list[str]:
    rules, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        goes = [
            part.code
            for part in rules.of(example["purpose"])
            if part.code in example["there"] and allowed(part.data, example["consent"])
        ]
        missing = rules.missing(example["purpose"], goes)
        if (goes, missing) != (example["goes"], example["missing"]):
            found.append(f"{title(number, example)}: goes {', '.join(goes)}; missing {', '.join(missing)}.")
    return found
