"""How answers become one number, reckoned with the least and the most each answer can be worth.

Pure. An answer that is there is worth the same at both ends, so one arithmetic gives the total of a finished form, the
range of an unfinished one, and the reach of an instrument that nobody has answered yet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import prod
from typing import Any

from assessments.answers import DECLINED
from assessments.questionnaire import BOOLEAN, CHOICE, DECIMAL, INTEGER, Question, ScoreRule

ZERO, ONE = Decimal(0), Decimal(1)
ANY_POSITIVE = "any-positive"


@dataclass(frozen=True)
class Worth:
    """What one question adds: the least and the most."""

    link_id: str
    least: Decimal
    most: Decimal

    def or_nothing(self) -> "Worth":
        """The same for a question that may yet turn out not to be asked."""
        return Worth(self.link_id, min(self.least, ZERO), max(self.most, ZERO))


Span = tuple[Decimal, Decimal]


def points(rule: ScoreRule, question: Question, value: Any) -> Decimal | None:
    """What an answer is worth to a score; None for one without a place in it (declined, unless the instrument says)."""
    if rule.method == ANY_POSITIVE and value != DECLINED:
        return ONE if _positive(question, value) else ZERO
    return number_of(question, value)


def number_of(question: Question, value: Any) -> Decimal | None:
    """The number an answer stands for: its option's points, itself, 1 for yes; None where it has none."""
    if value == DECLINED:
        return question.declined_points
    if question.kind == CHOICE:
        option = question.option(value)
        return option.points if option else None
    if question.kind == BOOLEAN:
        return ONE if value else ZERO
    return Decimal(str(value)) if question.kind in (INTEGER, DECIMAL) else None


def _positive(question: Question, value: Any) -> bool:
    if question.kind == CHOICE:
        chosen = value if isinstance(value, list) else [value]
        return any(option.positive for option in question.options if option.code in chosen)
    return bool(value)


def reach(rule: ScoreRule, question: Question) -> Worth:
    """The least and the most a question can be worth."""
    if rule.method == ANY_POSITIVE or question.kind == BOOLEAN:
        possible = [ZERO, ONE]
    elif question.kind == CHOICE:
        possible = [option.points for option in question.options if option.points is not None]
    else:
        possible = [each for each in (question.least, question.most) if each is not None]
    if question.declined_points is not None:
        possible.append(question.declined_points)
    return Worth(question.link_id, min(possible, default=ZERO), max(possible, default=ZERO))


def reckon(rule: ScoreRule, worths: Sequence[Worth]) -> Span:
    """The least and the most a score can be, rounded as the instrument says."""
    low, high = METHODS[rule.method](rule, worths)
    return rounded(rule, low), rounded(rule, high)


def rounded(rule: ScoreRule, value: Decimal) -> Decimal:
    """A result with the instrument's decimal places; half goes up."""
    return value.quantize(ONE.scaleb(-rule.places), ROUND_HALF_UP)


def _sum(rule: ScoreRule, worths: Sequence[Worth]) -> Span:
    return sum((each.least for each in worths), ZERO), sum((each.most for each in worths), ZERO)


def _mean(rule: ScoreRule, worths: Sequence[Worth]) -> Span:
    low, high = _sum(rule, worths)
    return low / (len(worths) or 1), high / (len(worths) or 1)


def _weighted(rule: ScoreRule, worths: Sequence[Worth]) -> Span:
    weights = dict(rule.weights)
    ends = [
        (each.least * weights.get(each.link_id, ONE), each.most * weights.get(each.link_id, ONE))
        for each in worths
    ]
    return sum((min(pair) for pair in ends), ZERO), sum((max(pair) for pair in ends), ZERO)


def _lookup(rule: ScoreRule, worths: Sequence[Worth]) -> Span:
    """The points of the row a sum falls in; a row goes on until the next one begins, so that nothing falls between."""
    low, high = _sum(rule, worths)
    ends = [*(row.least for row in rule.rows[1:]), None]
    found = [
        row.points
        for row, end in zip(rule.rows, ends, strict=True)
        if row.least <= high and (end is None or end > low)
    ]
    return min(found), max(found)


def _any(rule: ScoreRule, worths: Sequence[Worth]) -> Span:
    low, high = _greatest(worths)
    return min(low, ONE), min(high, ONE)


def _product(rule: ScoreRule, worths: Sequence[Worth]) -> Span:
    return prod((each.least for each in worths), start=ONE), prod((each.most for each in worths), start=ONE)


def _groups(rule: ScoreRule, worths: Sequence[Worth]) -> Span:
    """Of each group the greatest alone counts (the heavier of a pair); without groups, of all."""
    groups = rule.groups or (rule.items,)
    ends = [_greatest([each for each in worths if each.link_id in group]) for group in groups]
    return sum((low for low, _high in ends), ZERO), sum((high for _low, high in ends), ZERO)


def _greatest(worths: Sequence[Worth]) -> Span:
    return max((each.least for each in worths), default=ZERO), max(
        (each.most for each in worths), default=ZERO
    )


METHODS: Mapping[str, Callable[[ScoreRule, Sequence[Worth]], Span]] = {
    "sum": _sum,
    "mean": _mean,
    "weighted-sum": _weighted,
    "lookup": _lookup,
    ANY_POSITIVE: _any,
    "product": _product,
    "max-of-group": _groups,
}
# The methods that can do without a question that turned out not to be asked.
LEAVES_OUT = ("sum", "weighted-sum", ANY_POSITIVE, "max-of-group")
