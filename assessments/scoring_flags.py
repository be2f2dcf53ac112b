"""Flags: what is acted on whatever the total says. They are looked at with every answer, on an unfinished form too."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assessments.answers import DECLINED
from assessments.branching import Branching
from assessments.questionnaire import Clause, Flag, Question
from assessments.scoring_methods import number_of


def raised(tree: Branching, results: Mapping[str, Any]) -> tuple[Flag, ...]:
    """The flags whose clauses all hold of the answers that are there; what is missing raises none."""
    return tuple(
        flag
        for flag in tree.questionnaire.flags
        if all(_holds(clause, tree, results) for clause in flag.clauses)
    )


def _holds(clause: Clause, tree: Branching, results: Mapping[str, Any]) -> bool:
    if clause.score:
        return _of_score(clause, results.get(clause.score))
    found = (tree.questionnaire.question(link_id) for link_id in clause.items)
    given = (question for question in found if question and tree.answered(question))
    return (
        sum(_of_answer(clause, question, tree.answers[question.link_id]) for question in given)
        >= clause.count
    )


def _of_score(clause: Clause, result: Any) -> bool:
    """Whether a result is certainly so much: with answers missing, the least it can be counts for "at least"."""
    if result is None or result.low is None:
        return False
    above = clause.least is None or result.low >= clause.least
    return bool(above and (clause.most is None or result.high <= clause.most))


def _of_answer(clause: Clause, question: Question, value: Any) -> bool:
    if value == DECLINED and clause.declined:
        return True
    if clause.answers:
        return bool(set(clause.answers) & set(value if isinstance(value, list) else [_word(value)]))
    return _within(clause, number_of(question, value))


def _word(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _within(clause: Clause, worth: Decimal | None) -> bool:
    if worth is None or (clause.least is None and clause.most is None):
        return False
    return (clause.least is None or worth >= clause.least) and (clause.most is None or worth <= clause.most)
