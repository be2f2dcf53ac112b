"""The milestones of leaving as a pack says them: what waits for what, and for which destinations. Pure.

`waits_for` makes a graph without circles; `only_for` names the dispositions (UB-04) that need a milestone, none means all.
There are no usual durations: how long a step takes is what a site's own stays show, and unknown until then.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from policy.examples import title

Body = Mapping[str, Any]
LEFT = "left"
# What the application itself knows how to reach; a pack may leave some out, and may not bring others.
CODES = (
    "medically_ready", "choice_made", "referral_accepted", "authorised", "medicines_reconciled", "taught",
    "equipment_there", "transport_booked", "packet_sent", "nursing_complete", LEFT,
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One milestone; `role` is who brings it about, for the board."""

    code: str
    label: str
    waits_for: tuple[str, ...]
    only_for: tuple[str, ...]
    role: str
    source: str

    def needed(self, disposition: str) -> bool:
        """Whether a destination needs it; where the destination is not known yet, everything may be needed."""
        return not disposition or not self.only_for or disposition in self.only_for


@dataclass(frozen=True)
class Milestones:
    """The graph, in an order in which nothing stands before what it waits for."""

    steps: tuple[Step, ...] = ()
    # So many past stays of a unit weigh as much as the whole house, and below so many a forecast is called thin.
    shrinkage: int = 20
    thin_below: int = 20

    @cached_property
    def by_code(self) -> dict[str, Step]:
        return {step.code: step for step in self.steps}

    def label(self, code: str) -> str:
        """The words for a milestone; its code where this pack does not know it."""
        return self.by_code[code].label if code in self.by_code else code

    def waits(self, disposition: str = "", without: Collection[str] = ()) -> dict[str, tuple[str, ...]]:
        """What each needed milestone waits for; one that is not needed hands on what it waits for itself."""
        left_out = {s.code for s in self.steps if not s.needed(disposition)} | set(without) - {LEFT}
        through: dict[str, tuple[str, ...]] = {}
        for step in self.steps:
            before = [(code,) if code not in left_out else through[code] for code in step.waits_for]
            through[step.code] = tuple(dict.fromkeys(code for codes in before for code in codes))
        return {code: found for code, found in through.items() if code not in left_out}

    def next(self, waits: Mapping[str, Sequence[str]], reached: Collection[str]) -> str:
        """The first milestone that could be reached now; empty when everything is."""
        ready = (c for c, before in waits.items() if c not in reached and all(b in reached for b in before))
        return next(ready, "")


def read(body: Body) -> Milestones:
    """The milestones of a pack; KeyError when something is missing, CycleError for a circle."""
    steps = _in_order([_step(row) for row in body["milestones"]])
    return Milestones(tuple(steps), body["forecast"]["shrinkage"], body["forecast"]["thin_below"])


def _in_order(steps: Sequence[Step]) -> list[Step]:
    """Nothing before what it waits for; otherwise in the order in which the pack has them."""
    written = {step.code: (number, step) for number, step in enumerate(steps)}
    sorter = TopologicalSorter({step.code: step.waits_for for step in steps})
    sorter.prepare()
    found: list[Step] = []
    open_ = set(sorter.get_ready())
    while open_:
        first = min(open_, key=lambda code: written[code][0])
        found.append(written[first][1])
        sorter.done(first)
        open_ = (open_ - {first}) | set(sorter.get_ready())
    return found


def _step(row: Body) -> Step:
    listed = {name: tuple(row.get(name, ())) for name in ("waits_for", "only_for")}
    return Step(row["code"], row["label"], role=row["role"], source=row["source"], **listed)


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return list(_shape(body)) or list(_failures(body))
    except CycleError as circle:
        return [f"These milestones wait for each other: {' > '.join(circle.args[1])}."]
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def _shape(body: Body) -> Iterable[str]:
    codes = [row["code"] for row in body["milestones"]]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield f"{code} stands here twice."
    for row in body["milestones"]:
        if row["code"] not in CODES:
            yield f"{row['code']}: the application does not know when this is reached."
        for before in row.get("waits_for", ()):
            if before not in codes:
                yield f"{row['code']} waits for {before}, which is not here."
        for name in ("label", "role", "source"):
            if not str(row[name]).strip():
                yield f"{row['code']}: say its {name}."
    yield from _end(body, codes)
    for name in ("shrinkage", "thin_below"):
        if type(body["forecast"][name]) is not int or body["forecast"][name] < 1:
            yield f"forecast.{name} must be a whole number from 1 on."
    if not body["examples"]:
        yield "Add at least one worked example."


def _end(body: Body, codes: Sequence[str]) -> Iterable[str]:
    """Everything leads to having left, and nothing comes after it."""
    if LEFT not in codes:
        yield f"The milestone {LEFT} is missing."
    waited = {before for row in body["milestones"] for before in row.get("waits_for", ())}
    if LEFT in waited:
        yield f"Nothing can wait for {LEFT}."
    for code in codes:
        if code not in waited and code != LEFT:
            yield f"Nothing waits for {code}: let {LEFT} or another milestone wait for it."


def _failures(body: Body) -> Iterable[str]:
    rules = read(body)
    for number, example in enumerate(body["examples"], 1):
        waits = rules.waits(example.get("disposition", ""), example.get("not_needed", ()))
        came: dict[str, Any] = {"next": rules.next(waits, example.get("reached", ()))}
        if "milestone" in example:
            came["waits_for"] = sorted(waits.get(example["milestone"], ()))
        for name, value in came.items():
            if name in example and value != example[name]:
                yield f"{title(number, example)}: {name} comes out as {value}."
