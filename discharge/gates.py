"""The gates of departures as they stand: what facts say, what people said, and the sentences of what is missing.

Apps register facts in their `gate_facts.py`, by the code of the gate. A fact is written once, over cases: `reads` is an
expression of a statement about any number of them, and one case is the set of one, so that the board and the page of a
case cannot disagree. A gate whose fact nobody registered is open: what is not known is not done.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Model, OuterRef, QuerySet
from django.db.models.functions import Coalesce
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
# In a statement about cases: which departure each of them prepares. A case without a plan prepares its first.
LEAVING = Coalesce(OuterRef("dischargeplans__leaving"), 1)


class Rows(NamedTuple):
    """Rows that something rests on: their way to the case, and what grows with each change of them."""

    rows: QuerySet[Any]
    path: str
    version: str = "version"


@cache
def table(model: type[Model]) -> Rows:
    """Every row of a table, by its column `case`."""
    return Rows(model._default_manager.all(), "case")


@dataclass(frozen=True)
class Answer:
    """What the file says of a gate: whether it is met, the sentence while it is not, and where it is worked on."""

    met: bool
    words: str = ""
    url: str = ""
    # The right on the case that this page asks for beyond seeing the gates; nobody is led where they may not go.
    asks: str = "view_discharge"
    # Met because it is not asked of this place at all: a debt of it that was made for another place is none.
    needed: bool = True


@dataclass(frozen=True)
class Fact:
    """How a gate is answered; `reads` is an expression of a statement about cases, given to `answer` as a value."""

    answer: Callable[..., Answer]
    reads: Callable[[], Any] | None
    # The rows it rests on, each kind with its way to the case: when they change, a board is not what it was.
    rests_on: tuple[Rows, ...] = ()
    # It judges where the patient goes, or really went, and not what the plan says of that.
    by_place: bool = False


_facts: dict[str, Fact] = {}


def fact(
    code: str,
    *,
    reads: Callable[[], Any] | None = None,
    rests_on: Collection[Rows | type[Model]] = (),
    by_place: bool = False,
) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Register the fact of a gate: f(case, plan) -> Answer, or with `reads` f(case, plan, value).

    With `by_place` it is handed the code of where the patient goes instead of the plan: a feed may say another than was
    planned, and what the law wants of a place it wants of the real one.
    It asks the database nothing of one case: a house of them is answered by the one statement of `reads`. Of a table
    in `rests_on` every row counts, by its column `case`.
    """

    def make(answer: Callable[..., Answer]) -> Callable[..., Answer]:
        rows = tuple(each if isinstance(each, Rows) else table(each) for each in rests_on)
        _facts[code] = Fact(answer, reads, rows, by_place)
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

    def holding(self, *, left: bool) -> list[Standing]:
        """What is to be done before the patient leaves; nothing holds who has left."""
        return [] if left else self.open_hard

    @property
    def open_soft(self) -> list[Standing]:
        """What would be carried over to the time after."""
        return [each for each in self.gates if not each.hard and each.open]

    @property
    def sentences(self) -> list[str]:
        """What must be done before the patient leaves."""
        return [each.sentence for each in self.open_hard]


@dataclass(frozen=True)
class Departure:
    """A case with its plan, and where the patient goes: what gates are asked of."""

    case: Case
    plan: DischargePlan
    disposition: str


# The version in force and its gates, by facility.
Rules = Mapping[UUID, tuple[PackVersion | None, Gates]]


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
    departure = Departure(case, plan, plan.disposition if disposition is None else disposition)
    rules = {case.facility_id: leaving_gates(case.facility, clock.now())}
    rows = present([case.pk]).select_related("item") if checks is None else checks
    return look_at([departure], rules, {(case.pk, row.gate): row for row in rows})[case.pk]


def look_at(
    departures: Collection[Departure],
    rules: Rules,
    said: Mapping[tuple[UUID, str], GateCheck],
    *,
    soft: bool = True,
) -> dict[UUID, Gatehouse]:
    """The same for any number of cases, by their keys: one statement reads what every file says.

    `said` are the answers of these departures by case and gate. Without `soft` only what may hold somebody is looked at.
    """
    asked = {
        one.case.pk: [(gate, hard) for gate, hard in _asked(one, rules) if hard or soft] for one in departures
    }
    answers = answered(
        departures, {pk: [gate.code for gate, _hard in gates if gate.fact] for pk, gates in asked.items()}
    )
    none, found = Answer(False), {}
    for one in departures:
        pk, (version, gates) = one.case.pk, rules[one.case.facility_id]
        standing = [
            Standing(gate, hard, answers[pk].get(gate.code, none), said.get((pk, gate.code)))
            for gate, hard in asked[pk]
        ]
        found[pk] = Gatehouse(version, gates, tuple(standing))
    return found


def _asked(departure: Departure, rules: Rules) -> list[tuple[Gate, bool]]:
    _version, gates = rules[departure.case.facility_id]
    return gates.asked(departure.disposition)


def answered(
    departures: Collection[Departure], asked: Mapping[UUID, Collection[str]]
) -> dict[UUID, dict[str, Answer]]:
    """What the files say of the gates asked of each case; the expressions of them all are one statement."""
    known = {code: facts()[code] for codes in asked.values() for code in codes if code in facts()}
    # Under a name of their own: a gate may be called as a relation of a case is.
    reads = {f"said_{code}": one.reads() for code, one in known.items() if one.reads is not None}
    rows = Case.objects.filter(pk__in=list(asked)).values("pk", **reads) if reads else ()
    values = {row["pk"]: row for row in rows}
    return {
        one.case.pk: {
            code: _answer(known[code], one, values.get(one.case.pk, {}), f"said_{code}")
            for code in asked[one.case.pk]
            if code in known
        }
        for one in departures
    }


def _answer(one: Fact, departure: Departure, values: Mapping[str, Any], name: str) -> Answer:
    value = () if one.reads is None else (values[name],)
    said = departure.disposition if one.by_place else departure.plan
    return one.answer(departure.case, said, *value)


def present(cases: Collection[UUID]) -> Any:
    """The answers that stand for the departures which the plans of these cases prepare."""
    rows = GateCheck.objects.filter(case__in=cases, leaving=F("plan__leaving"), error_at=None)
    return rows.exclude(status=Status.UNDONE)
