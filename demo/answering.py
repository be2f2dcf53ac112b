"""Believable answers to any questionnaire: mostly well, at times not, now and then declined. All invented."""

from random import Random
from typing import Any

from assessments.answers import DECLINED, can_decline
from assessments.branching import Branching
from assessments.questionnaire import BOOLEAN, CHOICE, DATE, INTEGER, TEXT, Option, Question, Questionnaire

# How often something is as it should be, and how often nobody wants to say.
WELL, UNSAID = 0.72, 0.03
# Answers that would open a safety protocol come from the stories, not from chance.
SAFE = ("phq-9", "asq")
TOLD = ("A daughter, on weekends", "A neighbour looks in every day", "Nobody yet")


def answers(questionnaire: Questionnaire, rng: Random, age: int | None = None) -> dict[str, Any]:
    """An answer to everything that is asked, question by question, since one may open another."""
    given: dict[str, Any] = {}
    for question in questionnaire.questions:
        if Branching(questionnaire, given, age).asked(question):
            value = _declined(questionnaire, question, rng) or _value(question, rng)
            given |= {} if value is None else {question.link_id: value}
    return given


def _declined(questionnaire: Questionnaire, question: Question, rng: Random) -> str:
    said_nothing = rng.random() < UNSAID and questionnaire.code not in SAFE
    return DECLINED if said_nothing and can_decline(question, questionnaire.declinable) else ""


def _value(question: Question, rng: Random) -> Any:
    if question.kind == CHOICE:
        chosen = _option(question, rng)
        return [chosen.code] if question.repeats else chosen.code
    if question.kind == BOOLEAN:
        return rng.random() > WELL
    if question.kind in (TEXT, DATE):
        return rng.choice(TOLD) if question.kind == TEXT and question.required else None
    least, most = int(question.least or 0), int(question.most if question.most is not None else 10)
    amount = rng.randint(least, most)
    return amount if question.kind == INTEGER else float(amount)


def _option(question: Question, rng: Random) -> Option:
    """The mildest answer most of the time: fewest points, not one that shows a need."""
    usable = [each for each in question.options if not each.unusable] or list(question.options)
    if rng.random() > WELL:
        return rng.choice(usable)
    return min(usable, key=lambda each: (each.positive, not each.exclusive, each.points or 0))
