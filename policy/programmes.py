"""Programmes of care as a pack says them: who is let in, what is asked how often, what helps, and when one leaves.

Pure. A rule is an expression of `core.logic3` over facts of the case ($case.age) and questions that a person answers
($asked.wants); what nobody knows is "not known", never "not met" (C06). All rules of entry must be met; one rule of
leaving that is met says that leaving is due.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.logic3 import Expression, conjunction, judge
from core.logic3_faults import Names, faults, named
from policy.examples import title

Body = Mapping[str, Any]
MET, NOT_MET, NOT_KNOWN = "met", "not_met", "not_known"
STATES: Mapping[bool | None, str] = {True: MET, False: NOT_MET, None: NOT_KNOWN}
# What is known of a case without asking (careplans.programme_facts, which is above), in the words of a page.
FACTS: Mapping[str, str] = {
    "age": "age in years",
    "sex": "administrative sex",
    "stage": "stage of the case",
    "admissions_12m": "admissions in twelve months, this one counted",
    "emergency_visits_6m": "emergency visits in six months",
    "readmitted_30d": "back within 30 days of leaving",
    "risk": "tier of readmission risk",
    "needs": "social needs that the patient wants help with",
    "templates": "templates that the plan was made of",
    "days_enrolled": "days in the programme",
}
# The most often that a reassessment comes, and the longest between two: days.
SOONEST, LONGEST = 1, 366


@dataclass(frozen=True)
class Rule:
    """One condition in words, and what it says of the facts."""

    code: str
    words: str
    when: Expression


@dataclass(frozen=True)
class Judged:
    """A rule as it stands for one case; `asks` names the facts that would settle it."""

    code: str
    words: str
    state: str
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What only a person can say; yes, no, or not known."""

    code: str
    words: str


@dataclass(frozen=True)
class Programme:
    """One programme: its own instruments, how often they come again, its templates, and both sets of rules."""

    code: str
    label: str
    when: str
    instruments: tuple[str, ...]
    every_days: int
    templates: tuple[str, ...]
    questions: tuple[Question, ...]
    entry: tuple[Rule, ...]
    leaving: tuple[Rule, ...]
    exits: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Standing:
    """How a case stands towards the rules of entry: each of them, and all together."""

    rules: tuple[Judged, ...]
    state: str


class Programmes:
    """The programmes of a pack, in its order."""

    def __init__(self, rows: Collection[Programme] = ()) -> None:
        self._rows = tuple(rows)

    def __iter__(self) -> Iterator[Programme]:
        return iter(self._rows)

    def get(self, code: str) -> Programme | None:
        """One programme; None when the pack does not have it."""
        return next((row for row in self._rows if row.code == code), None)


def standing(rules: Iterable[Rule], facts: Mapping[str, Any], asked: Mapping[str, bool | None]) -> Standing:
    """Each rule met, not met or not known by these facts and answers; without rules everything is met."""
    known = {"case": facts, "asked": asked}
    verdicts = [(rule, judge(rule.when, known)) for rule in rules]
    judged = tuple(
        Judged(rule.code, rule.words, STATES[verdict.truth], tuple(sorted(verdict.asks)))
        for rule, verdict in verdicts
    )
    return Standing(judged, STATES[conjunction(verdict for _rule, verdict in verdicts).truth])


def read(body: Body) -> Programmes:
    """The programmes of a pack; KeyError when something is missing."""
    return Programmes([_programme(row, body["questions"]) for row in body["programmes"]])


def _programme(row: Body, questions: Mapping[str, str]) -> Programme:
    entry, leaving = _rules(row["entry"]), _rules(row["leaving"])
    codes = [
        name.partition(".")[2]
        for rule in (*entry, *leaving)
        for name in sorted(named(rule.when))
        if _asked(name)
    ]
    return Programme(
        code=row["code"],
        label=row["label"],
        when=row["when"],
        instruments=tuple(row["instruments"]),
        every_days=row["every_days"],
        templates=tuple(row["templates"]),
        questions=tuple(Question(code, questions[code]) for code in dict.fromkeys(codes)),
        entry=entry,
        leaving=leaving,
        exits=dict(row["exits"]),
        source=row["source"],
    )


def _asked(name: str) -> bool:
    return name.startswith("asked.")


def _rules(rows: Iterable[Body]) -> tuple[Rule, ...]:
    return tuple(Rule(row["code"], row["words"], row["when"]) for row in rows)


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return shape(body) or _failures(body)
    except (LookupError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These programmes cannot be read: {type(wrong).__name__} at {wrong}."]


def shape(body: Body) -> list[str]:
    """What is wrong with the programmes themselves; raises as `problems` catches."""
    # Expressions first: what cannot be judged cannot be read for its questions either.
    found = [line for row in body["programmes"] for line in _expressions(row, body["questions"])]
    if found:
        return found
    rows = read(body)
    found = [f"Two programmes have the code {code!r}." for code in _twice(row.code for row in rows)]
    found += [f"{row.label}: {wrong}" for row in rows for wrong in _wrong_in(row)]
    if not body["programmes"]:
        found.append("Give at least one programme.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _expressions(row: Body, questions: Mapping[str, str]) -> Iterator[str]:
    names = Names(rows={"case": FACTS, "asked": questions}, lists={})
    for rule in (*row["entry"], *row["leaving"]):
        for fault in faults(rule["when"], names):
            place = " ".join(map(str, fault.path))
            yield f"{row['label']}, {rule['code']}{f' at {place}' if place else ''}: {fault.sentence}"


def _wrong_in(row: Programme) -> Iterator[str]:
    yield from (
        f"two rules have the code {code!r}." for code in _twice(r.code for r in (*row.entry, *row.leaving))
    )
    if not row.entry:
        yield "say who is let in."
    if not row.exits:
        yield "give the reasons for which one leaves."
    yield from (
        f"leaving by {r.code!r} is no reason it gives." for r in row.leaving if r.code not in row.exits
    )
    if type(row.every_days) is not int or not SOONEST <= row.every_days <= LONGEST:
        yield f"reassessment comes after {SOONEST} to {LONGEST} whole days."
    if not row.source.strip():
        yield "say where it comes from."


def _twice(codes: Iterable[str]) -> list[str]:
    return sorted(code for code, number in Counter(codes).items() if number > 1)


def _failures(body: Body) -> list[str]:
    rows, found = read(body), []
    for number, example in enumerate(body["examples"], 1):
        programme = rows.get(example["programme"])
        if programme is None:
            found.append(f"{title(number, example)}: there is no programme {example['programme']!r}.")
            continue
        facts, asked = example.get("case", {}), example.get("asked", {})
        came = standing(programme.entry, facts, asked)
        rules = {each.code: each.state for each in came.rules}
        leaves = [each.code for each in standing(programme.leaving, facts, asked).rules if each.state == MET]
        outcome = {"entry": came.state, "rules": rules, "leaves": leaves}
        found += [
            f"{title(number, example)}: {name} comes out as {outcome[name]}."
            for name in ("entry", "rules", "leaves")
            if name in example and outcome[name] != example[name]
        ]
    return found
