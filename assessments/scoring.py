"""Scoring answers: component points, a total or what is still possible, the band, flags, and the work they ask for.

Pure. A missing answer is never a zero. A total comes only from answers that are all there, unless the instrument says how
many suffice, or the missing ones can change nothing (clinical.md 1.2). Scores inform; they close and refuse nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from assessments.answers import DECLINED
from assessments.branching import Branching
from assessments.questionnaire import Band, Flag, Question, Questionnaire, ScoreRule
from assessments.scoring_flags import raised
from assessments.scoring_methods import Worth, points, reach, reckon, rounded


class Missing(StrEnum):
    """What becomes of a score with an answer missing."""

    NULL = "null-if-any-missing"  # no total, no band; what is still possible may be shown
    RANGE = "range-if-missing"  # a range, and a band where all of it lies in one
    CERTAIN = "when-certain"  # a total as soon as what is missing cannot change it
    MINIMUM = "minimum-answered"  # a total of those answered, when enough are


class Status(StrEnum):
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"  # not all asked yet
    DECLINED = "declined"  # all asked; without what was declined there is no total
    UNABLE = "unable"  # too many answers that cannot be used
    AGE_UNKNOWN = "age-unknown"
    NOT_APPLICABLE = "not-applicable"  # not for this age, or nothing of it is asked


@dataclass(frozen=True)
class Result:
    """What one score of an instrument comes to; `low` and `high` are both possible and both included."""

    code: str
    label: str
    status: Status
    points: Mapping[str, Decimal | None]
    total: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    band: Band | None = None
    missing: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    note: str = ""

    @property
    def actions(self) -> tuple[str, ...]:
        return self.band.actions if self.band else ()


@dataclass(frozen=True)
class Outcome:
    """Everything the answers come to."""

    results: tuple[Result, ...]
    flags: tuple[Flag, ...]
    # Required, asked, and without an answer; declining is one.
    unanswered: tuple[str, ...]

    @property
    def safety(self) -> tuple[Flag, ...]:
        """What opens a protocol at once, on an unfinished form too."""
        return tuple(flag for flag in self.flags if flag.protocol)

    @property
    def actions(self) -> tuple[str, ...]:
        """Each task template once, the flags' first: what cannot wait stands on top."""
        asked = [code for flag in self.flags for code in flag.actions]
        return tuple(dict.fromkeys([*asked, *(code for result in self.results for code in result.actions)]))

    def result(self, code: str) -> Result | None:
        """One of the results."""
        return next((each for each in self.results if each.code == code), None)


def score(questionnaire: Questionnaire, answers: Mapping[str, Any], age: int | None = None) -> Outcome:
    """What checked answers come to for a patient of an age in years (None: not known)."""
    tree = Branching(questionnaire, answers, age)
    results = tuple(_result(rule, tree) for rule in questionnaire.scores)
    unanswered = [each.link_id for each in tree.questions() if each.required and each.link_id not in answers]
    return Outcome(results, raised(tree, {each.code: each for each in results}), tuple(unanswered))


def _result(rule: ScoreRule, tree: Branching) -> Result:
    sheet = _Sheet(rule, tree)
    if status := sheet.out_of_question():
        return Result(rule.code, rule.label, status, {}, note=sheet.note(status))
    total, (low, high) = sheet.total(), sheet.span()
    if total is not None:
        low = high = total
    shown = total is not None or rule.ranges
    return Result(
        rule.code,
        rule.label,
        sheet.status(total),
        sheet.points,
        total,
        low if shown else None,
        high if shown else None,
        _band(rule, total, low, high),
        tuple(each.link_id for each in sheet.missing),
        sheet.declined,
    )


def _band(rule: ScoreRule, total: Decimal | None, low: Decimal, high: Decimal) -> Band | None:
    """The band of a total; of a range only where the instrument takes ranges and all of it lies in one band."""
    if total is not None or rule.missing == Missing.RANGE:
        band = rule.band_of(low)
        return band if band == rule.band_of(high) else None
    return None


class _Sheet:
    """One score being reckoned: its questions, what each is worth, what is missing."""

    def __init__(self, rule: ScoreRule, tree: Branching) -> None:
        self.rule, self.tree = rule, tree
        found = (tree.questionnaire.question(link_id) for link_id in rule.items)
        self.questions = [question for question in found if question]
        self.asked = [question for question in self.questions if tree.asked(question)]
        self.points = {each.link_id: self._points(each) for each in self.asked}
        self.missing = [each for each in self.asked if each.link_id not in tree.answers]
        self.declined = tuple(
            each.link_id for each in self.asked if tree.answers.get(each.link_id) == DECLINED
        )
        self.open = [each for each in self.questions if not tree.settled(each)]

    def out_of_question(self) -> Status | None:
        """Why there is nothing to reckon, if so."""
        if self.rule.unable_from and self._unusable() >= self.rule.unable_from:
            return Status.UNABLE
        if self.rule.limited_by_age and self.tree.age is None:
            return Status.AGE_UNKNOWN
        if self._wrong_age() or not (self.asked or self.open):
            return Status.NOT_APPLICABLE
        return None

    def note(self, status: Status) -> str:
        """What stands in place of a number."""
        return self.rule.unable_label if status is Status.UNABLE else ""

    def total(self) -> Decimal | None:
        """The total, where the instrument's rule for missing answers allows one."""
        worths = [each for each in self.asked if self.points[each.link_id] is not None]
        if self.rule.missing == Missing.MINIMUM and len(worths) >= (self.rule.minimum or 1):
            low, _high = reckon(self.rule, [self._worth(each) for each in worths])
            return low
        low, high = self.span()
        whole = len(worths) == len(self.asked) and not self.open
        return low if whole or (self.rule.missing == Missing.CERTAIN and low == high) else None

    def span(self) -> tuple[Decimal, Decimal]:
        """The least and the most it can be once every question is answered."""
        settled = [self._worth(each) for each in self.asked if each not in self.open]
        return reckon(self.rule, [*settled, *(self._worth(each).or_nothing() for each in self.open)])

    def status(self, total: Decimal | None) -> Status:
        if total is not None:
            return Status.COMPLETE
        return Status.INCOMPLETE if self.missing or self.open else Status.DECLINED

    def _points(self, question: Question) -> Decimal | None:
        if question.link_id not in self.tree.answers:
            return None
        return points(self.rule, question, self.tree.answers[question.link_id])

    def _worth(self, question: Question) -> Worth:
        worth = self.points.get(question.link_id)
        if worth is None:
            return reach(self.rule, question)
        return Worth(question.link_id, worth, worth)

    def _unusable(self) -> int:
        return len(self.declined) + sum(self._is_unusable(question) for question in self.asked)

    def _is_unusable(self, question: Question) -> bool:
        option = question.option(self.tree.answers.get(question.link_id))
        return bool(option and option.unusable)

    def _wrong_age(self) -> bool:
        age, rule = self.tree.age, self.rule
        if age is None:
            return False
        return age < (rule.from_age or 0) or (rule.to_age is not None and age > rule.to_age)


def as_text(rule: ScoreRule, value: Decimal) -> str:
    """A result as it is written, with the instrument's decimal places."""
    return str(rounded(rule, value))
