"""What the patient was asked here lately: each question once within its window (R-DUP-3, R-DUP-4).

The window is that of the questionnaire's activity and subject in the rules in force; a question with a subject of its own (how
somebody managed before the illness) is asked once a case. The same question may stand in another questionnaire: its code says so.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from assessments import asked_of, reading
from assessments.answers import Impossible, taken
from assessments.models import Answer, Section
from assessments.questionnaire import Question, Questionnaire
from core import clock
from core.access import visible_among
from policy import queries as rules

WHOLE_CASE = timedelta(days=366 * 10)


def earlier(section: Section, user: Any) -> dict[str, Answer]:
    """By question, the latest answer of another signed section of the patient that still counts, and that one may see."""
    return among(section, _whole(Answer.objects.filter(candidates(section, user))))


def beside(section: Section, user: Any) -> tuple[dict[str, Answer], list[Answer]]:
    """The answers of a section by question, and the earlier ones that may count, in one statement."""
    rows = list(_whole(Answer.objects.filter(Q(section=section.pk) | candidates(section, user))))
    own = {row.link_id: row for row in rows if row.section_id == section.pk}
    return own, [row for row in rows if row.section_id != section.pk]


def candidates(section: Section, user: Any) -> Q:
    """Answers of other signed sections of the case, of the same class of information; of other cases as far as one sees.

    A readmission opens another case, and does not make the patient forget what was asked.
    """
    former = Section.objects.filter(case__patient=section.case.patient_id, sort=section.sort)
    elsewhere = visible_among(former.filter(status=Section.Status.SIGNED), user)
    signed = Q(section__status=Section.Status.SIGNED) & ~Q(section=section.pk)
    here = Q(section__case=section.case_id, section__sort=section.sort)
    return signed & (here | Q(section__in=elsewhere.values("pk")))


def among(section: Section, rows: Iterable[Answer]) -> dict[str, Answer]:
    """Those of some earlier answers, oldest first, that still count; the rules are asked where there are any."""
    known: dict[Any, Answer] = {}
    here: dict[Any, Answer] = {}
    for row in rows:
        names = dict.fromkeys(_names(row), row)
        known |= names
        here |= names if row.section.case_id == section.case_id else {}
    questionnaire, now = asked_of.questionnaire(section), clock.now()
    windows = _windows(section, questionnaire) if known else {}
    found = {}
    for question in questionnaire.questions:
        # How somebody managed before the illness is asked anew with each.
        former = _of(here if question.subject else known, questionnaire, question)
        since = now - windows.get(question.link_id, timedelta())
        if former and former.answered_at > since and _fits(question, former):
            found[question.link_id] = former
    return found


def _whole(rows: "QuerySet[Answer]") -> "QuerySet[Answer]":
    said = rows.select_related("answered_by", "section__instrument__instrument")
    return said.defer("section__instrument__body").order_by("answered_at", "pk")


def _windows(section: Section, questionnaire: Questionnaire) -> dict[str, timedelta]:
    """For how long an answer to each question counts; nothing for one that is asked each time."""
    activity = rules.activities(section.case.facility, clock.now()).get(questionnaire.activity)
    hours = activity.fresh_for(questionnaire.subject) if activity else None
    return {
        question.link_id: WHOLE_CASE if question.subject else timedelta(hours=hours or 0)
        for question in questionnaire.questions
        if hours or question.subject
    }


def _names(row: Answer) -> list[tuple[str, str]]:
    """Under which an answer is found again: its place, and the code of its question."""
    version = row.section.instrument
    question = reading.of(version).question(row.link_id)
    names = [(version.instrument.code, row.link_id)]
    return [*names, ("", question.code)] if question and question.code else names


def _of(known: dict[Any, Answer], questionnaire: Questionnaire, question: Question) -> Answer | None:
    found = known.get((questionnaire.code, question.link_id))
    return found or (known.get(("", question.code)) if question.code else None)


def _fits(question: Question, row: Answer) -> bool:
    """Whether the earlier answer is one that this version of the question takes; what was declined is asked again."""
    if row.declined or row.value is None:
        return False
    try:
        return bool(taken(question, row.value) == row.value)
    except Impossible:
        return False
