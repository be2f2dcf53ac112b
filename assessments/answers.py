"""Checking answers against the version they were given to: each wrong one is named in a sentence that says what to do.

Pure. Answers are a dict by link id: a choice is its option's code, several are a list of codes, numbers and yes or no are
themselves, a date is ISO text. `DECLINED` stands for any of them. Nothing (None, "", []) is no answer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from assessments.questionnaire import (
    BOOLEAN,
    CHOICE,
    DATE,
    DECIMAL,
    INTEGER,
    TEXT,
    Option,
    Question,
    Questionnaire,
)
from core import json

# FHIR's data-absent-reason for "asked, and declined to answer"; no option may have it as its code.
DECLINED = "asked-declined"
# Of a name that nobody knows, so much is said back.
ECHO = 40
# So many options fit in a sentence.
LISTED = 5
GREATEST = Decimal(10) ** 12


class Impossible(ValueError):
    """An answer that its question does not take; the sentence says what it takes, without the question's name."""


@dataclass(frozen=True)
class Checked:
    """What was given, in the form it is kept in; and what cannot be, a sentence for each link id."""

    values: dict[str, Any]
    wrong: dict[str, str]


def check(questionnaire: Questionnaire, given: Mapping[str, Any]) -> Checked:
    """Every answer against its question."""
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for link_id, value in given.items():
        question = questionnaire.question(link_id)
        if question is None:
            unknown = str(link_id)[:ECHO]
            wrong[unknown] = _("%(title)s has no question %(name)s.") % {
                "title": questionnaire.title,
                "name": unknown,
            }
            continue
        try:
            kept = taken(question, value, questionnaire.declinable)
        except Impossible as impossible:
            wrong[link_id] = named(question, str(impossible))
        else:
            values |= {} if kept is None else {link_id: kept}
    return Checked(values, wrong)


def taken(question: Question, value: Any, declinable: bool = True) -> Any:
    """An answer as it is kept, None for none; raises Impossible."""
    if value is None or value == "" or value == []:
        return None
    if value == DECLINED:
        if not can_decline(question, declinable):
            raise Impossible(_("this is not a question that somebody declines."))
        return DECLINED
    return TAKES[question.kind](question, value, declinable)


def can_decline(question: Question, declinable: bool) -> bool:
    """Whether "declined" is an answer here: a text is simply left out."""
    return declinable and question.kind != TEXT


def named(question: Question, words: str) -> str:
    """A sentence that begins with its question, as in "Question 9: choose 0 to 3 or Declined"."""
    name = _("Question %(number)s") % {"number": question.prefix} if question.prefix else question.text
    return _("%(question)s: %(words)s") % {"question": name, "words": words}


def said(question: Question, value: Any) -> str:
    """An answer in words: as its option says it, "Declined", a number, yes or no, a day; nothing for none."""
    if value is None:
        return ""
    if value == DECLINED:
        return _("Declined")
    if isinstance(value, list):
        return _("; ").join(said(question, each) for each in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    option = question.option(value)
    if option is not None:
        return option.label
    if question.kind == DATE:
        return date_format(date.fromisoformat(value), "j M Y")
    return number_format(value) if isinstance(value, int | float) else str(value)


def of_rows(rows: Iterable[Any]) -> dict[str, Any]:
    """Stored answers as they are checked and scored."""
    return {
        row.link_id: DECLINED if row.declined else row.value
        for row in rows
        if row.declined or row.value is not None
    }


def _choice(question: Question, value: Any, declinable: bool) -> Any:
    if question.repeats:
        return _several(question, value, declinable)
    option = _option(question, value)
    if option is None:
        raise Impossible(_choices(question, declinable))
    return option.code


def _several(question: Question, value: Any, declinable: bool) -> list[str]:
    given = value if isinstance(value, list) else [value]
    chosen = [_option(question, each) for each in given[: len(question.options) + 1]]
    if None in chosen or len(given) > len(question.options):
        raise Impossible(_choices(question, declinable))
    alone = next((each for each in chosen if each and each.exclusive), None)
    if alone and len(set(chosen)) > 1:
        raise Impossible(_("“%(answer)s” does not go with another answer.") % {"answer": alone.label})
    return [option.code for option in question.options if option in chosen]


def _option(question: Question, value: Any) -> Option | None:
    """The option of a code, or of its points where they tell the options apart."""
    if isinstance(value, str):
        return question.option(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    worth = [option for option in question.options if option.points == Decimal(str(value))]
    return worth[0] if len(worth) == 1 else None


def _choices(question: Question, declinable: bool) -> str:
    if points := scale(question):
        words = {"low": points[0], "high": points[-1]}
        return (
            _("choose %(low)s to %(high)s or Declined.") % words
            if declinable
            else _("choose %(low)s to %(high)s.") % words
        )
    labels = [option.label for option in question.options]
    if len(labels) > LISTED:
        return _("choose one of its answers or Declined.") if declinable else _("choose one of its answers.")
    return _("choose %(answers)s.") % {
        "answers": _listed([*labels, *([_("Declined")] if declinable else [])])
    }


def scale(question: Question) -> list[int]:
    """The points of its options where those are whole numbers in a row, each once; else nothing."""
    points = sorted(int(each.points) for each in question.options if each.points is not None)
    whole = len(points) == len(question.options) > len(("no", "yes"))
    return points if whole and points == list(range(points[0], points[0] + len(points))) else []


def _listed(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _number(question: Question, value: Any, declinable: bool) -> Any:
    whole = question.kind == INTEGER
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float | Decimal):
        raise Impossible(_bounds(question, declinable))
    exact = Decimal(str(value))
    least = -GREATEST if question.least is None else question.least
    most = GREATEST if question.most is None else question.most
    if not exact.is_finite() or not least <= exact <= most:
        raise Impossible(_bounds(question, declinable))
    return value


def _bounds(question: Question, declinable: bool) -> str:
    kind = _("a whole number") if question.kind == INTEGER else _("a number")
    if question.least is not None and question.most is not None:
        low, high = number_format(question.least), number_format(question.most)
        kind = _("%(number)s from %(low)s to %(high)s") % {"number": kind, "low": low, "high": high}
    if declinable:
        return _("give %(number)s or Declined.") % {"number": kind}
    return _("give %(number)s.") % {"number": kind}


def _boolean(question: Question, value: Any, declinable: bool) -> bool:
    if not isinstance(value, bool):
        raise Impossible(_("answer yes, no or Declined.") if declinable else _("answer yes or no."))
    return value


def _text(question: Question, value: Any, _declinable: bool) -> str:
    if not isinstance(value, str):
        raise Impossible(_("write text here."))
    if len(value) > question.longest:
        raise Impossible(
            _("shorten this to %(most)s signs.")
            % {"most": number_format(question.longest, force_grouping=True)}
        )
    if json.UNSTORABLE.search(value):
        raise Impossible(_("this holds a sign that cannot be kept. Write it anew."))
    return value


def _date(question: Question, value: Any, _declinable: bool) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise Impossible(_("give a date as year-month-day, such as 2026-11-03.")) from error


TAKES: Mapping[str, Callable[[Question, Any, bool], Any]] = {
    CHOICE: _choice,
    INTEGER: _number,
    DECIMAL: _number,
    BOOLEAN: _boolean,
    TEXT: _text,
    DATE: _date,
}
