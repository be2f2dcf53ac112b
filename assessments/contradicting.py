"""Keeps the contradictions of an assessment true after answers changed. Used inside verbs only.

A pair of answers that cannot both be so stands as one row until it is settled, or until an answer changes so that it no
longer holds ("gone"). What was settled is asked anew when one of its two answers changed and still contradicts.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import F, Q

from assessments import asked_of, composing
from assessments.models import Answer, Assessment, Contradiction, Section
from core import clock
from core.actions import change, keep
from policy import assessment_forms as rules


def recheck(section: Section, changed: Collection[str], *, by: Any) -> None:
    """Look again at every rule that asks for one of the changed answers; most saves touch none and cost nothing."""
    form = composing.of_assessment(section.assessment_id)
    code = asked_of.questionnaire(section).code
    touched = [rule for rule in form.contradictions if _touches(rule, code, changed)]
    if not touched:
        return
    assessment = section.assessment_id
    answers = _answers(assessment, touched)
    standing = {row.rule: row for row in Contradiction.objects.filter(assessment=assessment, gone_at=None)}
    for rule in touched:
        sides = [answers.get((place.instrument, place.question)) for place in (rule.left, rule.right)]
        _judge(section, rule, sides, standing.get(rule.code), by)


def open_in(assessment: Assessment) -> bool:
    """Whether two answers still contradict and nobody has said which holds."""
    return Contradiction.objects.filter(assessment=assessment, gone_at=None, decision="").exists()


def _touches(rule: rules.Contradiction, code: str, changed: Collection[str]) -> bool:
    return any(place.instrument == code and place.question in changed for place in (rule.left, rule.right))


def _answers(assessment: Any, touched: list[rules.Contradiction]) -> dict[tuple[str, str], Answer]:
    """The answers to the questions of some rules, by instrument and question; of sections that were asked."""
    links = {place.question for rule in touched for place in (rule.left, rule.right)}
    rows = Answer.objects.filter(section__assessment=assessment, link_id__in=links)
    asked = rows.exclude(section__status=Section.Status.DROPPED)
    named = asked.annotate(code=F("section__instrument__instrument__code"))
    return {(row.code, row.link_id): row for row in named}


def _judge(
    section: Section,
    rule: rules.Contradiction,
    sides: list[Answer | None],
    standing: Contradiction | None,
    by: Any,
) -> None:
    left, right = sides
    holds = left is not None and right is not None and rule.holds(left.value, right.value)
    if standing is not None and (standing.decision or not holds):
        change(standing, gone_at=clock.now())
        standing = None
    if holds and standing is None:
        said = {"rule": rule.code, "sentence": rule.sentence, "left": left, "right": right}
        keep(Contradiction(case=section.case, assessment=section.assessment, created_by=by, **said))


def leave_out(section: Section) -> None:
    """What stands against an answer of a section that is not asked after all no longer counts."""
    rows = Contradiction.objects.filter(assessment=section.assessment, gone_at=None)
    for row in rows.filter(Q(left__section=section) | Q(right__section=section)):
        change(row, gone_at=clock.now())
