"""The gates of one departure as they stand: what facts say, what people said, and the sentences of what is missing.

Apps register facts in their `gate_facts.py`, by the code of the gate; all that are given as expressions come in one
statement. A gate whose fact nobody registered is open: what is not known is not done.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.module_loading import autodiscover_modules

from core import clock
from discharge.models import DischargePlan, GateCheck
from patients.models import Case
from policy.gates import Gate, Gates
from policy.models import PackVersion
from policy.ready import leaving_gates

Status = GateCheck.Status
# What lets our own last stage pass.
PASSES = (Status.MET, Status.NOT_NEEDED, Status.OVERRIDDEN)


@dataclass(frozen=True)
class Answer:
    """What the file says of a gate: whether it is met, the sentence while it is not, and where it is worked on."""

    met: bool
    words: str = ""
    url: str = ""
    # The right on the case that this page asks for beyond seeing the gates; nobody is led where they may not go.
    asks: str = "view_discharge"


@dataclass(frozen=True)
class Fact:
    """How a gate is answered; `reads` is an expression of a statement about the case, given to `answer` as a value."""

    answer: Callable[..., Answer]
    reads: Callable[[Case, DischargePlan], Any] | None


_facts: dict[str, Fact] = {}


def fact(
    code: str, *, reads: Callable[[Case, DischargePlan], Any] | None = None
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Register the fact of a gate: f(case, plan) -> Answer, or with `reads` f(case, plan, value)."""

    def make(answer: Callable[..., Answer]) -> Callable[..., Answer]:
        _facts[code] = Fact(answer, reads)
        return answer

    return make


@cache
def facts() -> dict[str, Fact]:
    """Every fact of every app."""
    autodiscover_modules("gate_facts")
    return _facts


@dataclass(frozen=True)
class Standing:
    """One gate of one departure: its rule, what the file says, what somebody said, and how it stands by both."""

    rule: Gate
    hard: bool
    answer: Answer
    check: GateCheck | None = None

    @property
    def state(self) -> str:
        """A status of GateCheck, or "open": a breach stays one, else what the file says counts more than what was said."""
        if self.check is not None and self.check.status == Status.LEFT_OPEN:
            return str(Status.LEFT_OPEN)
        if self.answer.met:
            return str(Status.MET)
        return str(self.check.status) if self.check is not None else "open"

    @property
    def passes(self) -> bool:
        """Whether the patient may leave as far as this gate goes; a soft one never holds anybody."""
        return not self.hard or self.state in PASSES

    @property
    def open(self) -> bool:
        """Whether nobody and nothing has answered it."""
        return self.state == "open"

    @property
    def sentence(self) -> str:
        """What is missing."""
        return self.answer.words or self.rule.missing


@dataclass(frozen=True)
class Gatehouse:
    """All gates of a departure, by the rules of one version."""

    version: PackVersion | None
    rules: Gates
    gates: tuple[Standing, ...]

    def get(self, code: str) -> Standing | None:
        """One gate; None when this departure does not ask for it."""
        return next((each for each in self.gates if each.rule.code == code), None)

    @property
    def open_hard(self) -> list[Standing]:
        """What stops our own last stage."""
        return [each for each in self.gates if not each.passes]

    @property
    def open_soft(self) -> list[Standing]:
        """What would be carried over to the time after."""
        return [each for each in self.gates if not each.hard and each.open]

    @property
    def sentences(self) -> list[str]:
        """What must be done before the patient leaves."""
        return [each.sentence for each in self.open_hard]


def look(
    case: Case,
    plan: DischargePlan,
    *,
    disposition: str | None = None,
    checks: Iterable[GateCheck] | None = None,
) -> Gatehouse:
    """How the gates of a case stand for where its patient goes (`disposition`, else where the plan says).

    `checks` are the answers of this departure, for a page that has read them already.
    """
    version, rules = leaving_gates(case.facility, clock.now())
    asked = rules.asked(plan.disposition if disposition is None else disposition)
    said = _said(plan) if checks is None else {row.gate: row for row in checks}
    answers = answered(case, plan, [gate.code for gate, _hard in asked if gate.fact])
    none = Answer(False)
    found = [Standing(gate, hard, answers.get(gate.code, none), said.get(gate.code)) for gate, hard in asked]
    return Gatehouse(version, rules, tuple(found))


def answered(case: Case, plan: DischargePlan, codes: Iterable[str]) -> dict[str, Answer]:
    """What the file says of some gates; the expressions of them all are one statement."""
    known = {code: facts()[code] for code in codes if code in facts()}
    # Under a name of their own: a gate may be called as a relation of a case is.
    reads = {f"said_{code}": one.reads(case, plan) for code, one in known.items() if one.reads is not None}
    values: dict[str, Any] = dict(Case.objects.filter(pk=case.pk).values(**reads)[0]) if reads else {}
    return {
        code: one.answer(case, plan, values[f"said_{code}"])
        if f"said_{code}" in values
        else one.answer(case, plan)
        for code, one in known.items()
    }


def _said(plan: DischargePlan) -> dict[str, GateCheck]:
    """The answers that stand for the departure the plan prepares, by gate."""
    rows = GateCheck.objects.filter(plan=plan, leaving=plan.leaving, error_at=None)
    rows = rows.exclude(status=Status.UNDONE).select_related("item")
    return {row.gate: row for row in rows}
