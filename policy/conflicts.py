"""Rules that find two things of a case which cannot both be carried out, as a pack says them (C25). Pure.

A rule names the kinds of its two sides, `a` and `b`, and says when they conflict (`core.logic3`). Two things that hold at
different times do not meet, unless the rule says `apart`. What is not known never makes a conflict: the pair is then
open, with what to ask. A rule counts only with examples that come out: at least one that finds a conflict, and one that does not.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from core.logic3 import Expression, Verdict, conjunction, judge
from core.logic3_faults import named
from policy.case_facts import Facts, Row

Body = Mapping[str, Any]
SEVERITIES = ("severe", "moderate", "note")
PROPOSAL = "Project proposal"
SIDES = ("a", "b")


@dataclass(frozen=True)
class Rule:
    """One rule; `says` may name its sides by {a} and {b}, and is filled in for each reader with what they may read."""

    code: str
    title: str
    severity: str
    between: tuple[str, str]
    when: Expression
    says: str
    source: str
    apart: bool
    examples: tuple[Body, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The facts it names, without the sign."""
        return tuple(sorted(named(self.when)))


@dataclass(frozen=True)
class Pair:
    """Two facts that a rule looked at."""

    rule: Rule
    a: Row
    b: Row

    @property
    def key(self) -> str:
        """Found again it is the same, in whichever order two of one kind come."""
        keys = (self.a["key"], self.b["key"])
        return "|".join((self.rule.code, *(sorted(keys) if _is_even(self.rule) else keys)))


@dataclass(frozen=True)
class Found(Pair):
    """A conflict; `digest` stands for the facts it was judged by."""

    digest: str


@dataclass(frozen=True)
class Open(Pair):
    """Nobody knows: the facts that would settle it ("restrictions.value")."""

    asks: tuple[str, ...]


def read(body: Body) -> tuple[Rule, ...]:
    """The rules of a pack; KeyError when something is missing."""
    return tuple(rule(row) for row in body["rules"])


def rule(row: Body) -> Rule:
    """One rule as it is written."""
    first, second = row["between"]
    return Rule(
        code=row["code"],
        title=row["title"],
        severity=row["severity"],
        between=(first, second),
        when=row["when"],
        says=row["says"],
        source=row["source"],
        apart=row.get("apart", False),
        examples=tuple(row["examples"]),
    )


def find(rules: Iterable[Rule], facts: Facts) -> tuple[list[Found], list[Open]]:
    """Every conflict, and every pair that would be one or not by what nobody knows; in the order of the rules."""
    found: list[Found] = []
    still: list[Open] = []
    for each in rules:
        for pair in _pairs(each, facts):
            verdict = _verdict(each.when, facts, each, {"a": pair.a, "b": pair.b})
            if verdict.truth:
                found.append(Found(each, pair.a, pair.b, digest(pair, facts)))
            elif verdict.truth is None:
                still.append(Open(each, pair.a, pair.b, tuple(sorted(verdict.asks))))
    return _once(found), _unsettled(still, found)


def _once(found: Sequence[Found]) -> list[Found]:
    return list({pair.key: pair for pair in found}.values())


def _unsettled(still: Sequence[Open], found: Sequence[Found]) -> list[Open]:
    """A pair of one kind is looked at from both sides: what one finds, the other need not ask."""
    known = {pair.key for pair in found}
    return list({pair.key: pair for pair in still if pair.key not in known}.values())


def _is_even(rule: Rule) -> bool:
    """Whether both sides are of one kind, so that it does not matter which comes first."""
    return rule.between[0] == rule.between[1]


def _pairs(rule: Rule, facts: Facts) -> Iterator[Pair]:
    """The pairs that may conflict: what one side's own conditions leave out is not looked at with every other."""
    conjuncts = rule.when.get("all", [rule.when])
    lefts, rights = (_candidates(rule, facts, side, conjuncts) for side in SIDES)
    if _is_even(rule):
        pairs: Iterable[tuple[Row, Row]] = ((a, b) for a, b in product(lefts, rights) if a["key"] != b["key"])
    else:
        pairs = product(lefts, rights)
    return (Pair(rule, a, b) for a, b in pairs if rule.apart or _meet(a, b))


def _candidates(rule: Rule, facts: Facts, side: str, conjuncts: Sequence[Expression]) -> list[Row]:
    own = [each for each in conjuncts if _heads(each) == {side}]
    rows = facts.get(rule.between[SIDES.index(side)]) or ()
    verdicts = ((row, conjunction(_verdict(each, facts, rule, {side: row}) for each in own)) for row in rows)
    return [row for row, verdict in verdicts if verdict.truth is not False]


def _heads(expression: Expression) -> set[str]:
    return {name.partition(".")[0] for name in named(expression)}


def _verdict(when: Expression, facts: Facts, rule: Rule, sides: Mapping[str, Row]) -> Verdict:
    said = {side: rule.between[SIDES.index(side)] for side in sides}
    return judge(when, {**facts, **sides}, said)


def _meet(a: Row, b: Row) -> bool:
    """Whether there is a day on which both hold."""
    return _starts(a) <= _ends(b) and _starts(b) <= _ends(a)


def _starts(row: Row) -> str:
    return str(row.get("from_on") or "")


def _ends(row: Row) -> str:
    return str(row.get("until_on") or "9999-12-31")


def digest(pair: Pair, facts: Facts) -> str:
    """Stands for everything the rule names, as it was: a conflict that was settled comes back when this differs."""
    sides = {"a": pair.a, "b": pair.b}
    names = pair.rule.names
    fields = sorted({name.partition(".")[2] for name in names} - {""})
    basis: dict[str, Any] = {}
    for name in names:
        head, dot, field = name.partition(".")
        if head in sides:
            basis[name] = sides[head].get(field)
        elif not dot:
            basis[name] = [{each: row.get(each) for each in fields} for row in facts.get(head) or ()]
    # Of two of one kind either may come first.
    values = sorted(map(_written, basis.items())) if not _is_even(pair.rule) else sorted(_even(basis))
    return hashlib.sha256(_written(values).encode()).hexdigest()


def _even(basis: Mapping[str, Any]) -> list[str]:
    return [_written((name.removeprefix("a.").removeprefix("b."), value)) for name, value in basis.items()]


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
