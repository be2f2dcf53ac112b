"""Expressions that are true, false or not known (Kleene), over rows of facts; written as JSON, never run as code.

An expression is one operator with what it is about: {"=": ["$a.kind", "fluid"]}, {"all": [..., ...]}, {"not": ...}. A text
that begins with "$" names a fact: `$a.kind` is the field of the row bound to `a`, `$goals` a list of rows, `$g.words` the
field of the row that {"some": {"of": "$goals", "as": "g", "where": ...}} is at. A fact that is missing, None or an empty text
is not known; what cannot be compared (a number with a text, litres with grams) is not known either. So nothing is ever
concluded from what nobody has asked.

`judge` gives the truth and the facts that would settle it. `core.logic3_faults` says beforehand what is wrong with one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import comparing

Truth = bool | None
Facts = Mapping[str, Any]
Expression = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What came out, and the facts that nobody knows on which it hangs: none once it is true or false."""

    truth: Truth
    asks: frozenset[str] = frozenset()


YES, NO = Verdict(True), Verdict(False)


@dataclass(frozen=True)
class Scope:
    """The facts an expression may name, and as what an asked field of each bound row is said: "goals.amount"."""

    facts: Facts
    said: Mapping[str, str]

    def bind(self, name: str, row: Any, said: str) -> "Scope":
        return Scope({**self.facts, name: row}, {**self.said, name: said})


def judge(expression: Expression, facts: Facts, said: Mapping[str, str] | None = None) -> Verdict:
    """Whether an expression holds; `said` names the kind of rows bound from outside: {"a": "goals"}."""
    return _judge(expression, Scope(facts, said or {}))


def _judge(expression: Expression, scope: Scope) -> Verdict:
    [(operator, operands)] = expression.items()
    return OPERATORS[operator](operator, operands, scope)


def negated(verdict: Verdict) -> Verdict:
    """What is not known stays not known."""
    return verdict if verdict.truth is None else Verdict(not verdict.truth)


def conjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """One that is false decides; else one that is not known leaves all open."""
    return _decided(verdicts, by=False)


def disjunction(verdicts: Iterable[Verdict]) -> Verdict:
    """One that is true decides; else one that is not known leaves all open."""
    return _decided(verdicts, by=True)


def _decided(verdicts: Iterable[Verdict], by: bool) -> Verdict:
    asks: set[str] = set()
    is_open = False
    for verdict in verdicts:
        if verdict.truth is by:
            return Verdict(by)
        if verdict.truth is None:
            is_open, asks = True, asks | verdict.asks
    return Verdict(None, frozenset(asks)) if is_open else Verdict(not by)


def value(operand: Any, scope: Scope) -> tuple[Any, frozenset[str]]:
    """What an operand stands for, and the fact to be asked where nobody knows it."""
    if not is_name(operand):
        return operand, frozenset()
    head, *fields = operand[1:].split(".")
    found: Any = scope.facts.get(head)
    for field in fields:
        found = found.get(field) if isinstance(found, Mapping) else None
    if found is not None and found != "":
        return found, frozenset()
    return None, frozenset({".".join((scope.said.get(head, head), *fields))})


def is_name(operand: Any) -> bool:
    """Whether an operand names a fact."""
    return isinstance(operand, str) and operand.startswith("$")


def _all(_operator: str, operands: Sequence[Expression], scope: Scope) -> Verdict:
    return conjunction(_judge(each, scope) for each in operands)


def _any(_operator: str, operands: Sequence[Expression], scope: Scope) -> Verdict:
    return disjunction(_judge(each, scope) for each in operands)


def _not(_operator: str, operand: Expression, scope: Scope) -> Verdict:
    return negated(_judge(operand, scope))


def _known(_operator: str, operand: Any, scope: Scope) -> Verdict:
    return NO if value(operand, scope)[0] is None else YES


def _compared(operator: str, operands: Sequence[Any], scope: Scope) -> Verdict:
    (left, asks), (right, more) = (value(each, scope) for each in operands)
    if asks or more:
        return Verdict(None, asks | more)
    truth = comparing.compared(operator, left, right)
    # Both are known and cannot be compared: what is written down is to be asked again.
    return Verdict(truth, frozenset() if truth is not None else _names(operands, scope))


def _names(operands: Sequence[Any], scope: Scope) -> frozenset[str]:
    heads = (each[1:].partition(".") for each in operands if is_name(each))
    return frozenset(f"{scope.said.get(head, head)}{dot}{field}" for head, dot, field in heads)


def _quantified(operator: str, operands: Mapping[str, Any], scope: Scope) -> Verdict:
    rows, asks = value(operands["of"], scope)
    if not isinstance(rows, list | tuple):
        return Verdict(None, asks)
    said = operands["of"][1:]
    bound = (scope.bind(operands["as"], row, said) for row in rows)
    verdicts = (_judge(operands["where"], each) for each in bound)
    return disjunction(verdicts) if operator == "some" else conjunction(verdicts)


OPERATORS: Mapping[str, Callable[[str, Any, Scope], Verdict]] = {
    "all": _all,
    "any": _any,
    "not": _not,
    "known": _known,
    "some": _quantified,
    "every": _quantified,
    **dict.fromkeys(comparing.COMPARISONS, _compared),
}
