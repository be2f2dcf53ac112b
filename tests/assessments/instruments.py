"""The instruments that come with the application, and answers to them as a nurse would write them down."""

from functools import cache
from typing import Any

from assessments import loading, reading
from assessments.questionnaire import CHOICE, Question, Questionnaire
from core import json

FILES = {file.path.stem: file.path for file in loading.shipped()} | {
    path.stem: path for path in loading.PACKS.glob("*.json")
}


@cache
def instrument(code: str) -> Questionnaire:
    return reading.read(body(code))


def body(code: str) -> Any:
    return json.read(FILES[code].read_text("utf-8"))


def scored(questionnaire: Questionnaire, score: str = "") -> list[Question]:
    """The questions of a score in order; of the only one where none is named."""
    rule = questionnaire.score_rule(score or questionnaire.code)
    assert rule is not None
    return [question for link_id in rule.items if (question := questionnaire.question(link_id))]


def by_points(questionnaire: Questionnaire, points: list[Any], score: str = "") -> dict[str, Any]:
    """Answers worth these points, question by question; None leaves one out, a text is taken as it is."""
    questions = scored(questionnaire, score)
    assert len(questions) == len(points), f"{len(points)} points for {len(questions)} questions"
    return {
        question.link_id: _worth(question, each)
        for question, each in zip(questions, points, strict=True)
        if each is not None
    }


def _worth(question: Question, points: Any) -> Any:
    if question.kind != CHOICE or isinstance(points, str):
        return points
    return next(option.code for option in question.options if option.points == points)


def spread(total: int, questions: int, most: int) -> list[int]:
    """So many points spread over so many questions of which each takes at most so many."""
    found: list[int] = []
    for _each in range(questions):
        found.append(min(most, total - sum(found)))
    assert sum(found) == total
    return found
