"""The assessments of a case as one person may see them: occasions, their parts, what contradicts, what is due."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.permissions import Role
from assessments import answers as checking
from assessments import asked_of, composing
from assessments.models import Answer, Assessment, Contradiction, InstrumentVersion, Reassessment, Section
from core.access import visible_among
from patients.models import Case
from policy.assessment_forms import Form

# So many occasions of one case on its tab; older ones by the link below them.
ROWS = 20


@dataclass(frozen=True)
class Occasion:
    """An assessment with the parts of it that somebody may see."""

    assessment: Assessment
    parts: list[Section] = field(default_factory=list)

    @property
    def waits_for(self) -> list[Section]:
        return [part for part in self.parts if part.is_open]


@dataclass(frozen=True)
class Side:
    """One side of a contradiction: whose part, what was answered, in words."""

    answer: Answer
    role: str
    question: str
    words: str


@dataclass(frozen=True)
class Opposed:
    """A contradiction with both sides."""

    row: Contradiction
    left: Side
    right: Side
    may_settle: bool


def of_case(case: Case, user: Any) -> list[Occasion]:
    """The newest occasions of a case, in two statements; parts of a class one may not read leave no trace."""
    rows = Assessment.objects.filter(case=case, error_at=None).select_related("completed_by", "created_by")
    occasions = list(rows.order_by("-id")[:ROWS])
    parts: dict[Any, list[Section]] = defaultdict(list)
    for part in _parts(Section.objects.filter(assessment__in=occasions), user):
        part.case = case
        parts[part.assessment_id].append(part)
    return [Occasion(each, parts[each.pk]) for each in occasions]


def parts_of(assessment: Assessment, user: Any) -> list[Section]:
    """The parts of one occasion that somebody may see, with how many answers they hold."""
    found = list(_parts(Section.objects.filter(assessment=assessment), user))
    for part in found:
        part.case = assessment.case
    return found


def _parts(rows: "QuerySet[Section]", user: Any) -> "QuerySet[Section]":
    answered = Count("answers", filter=Q(answers__value__isnull=False) | Q(answers__declined=True))
    seen = visible_among(rows, user).select_related("signed_by", "instrument__instrument")
    return seen.defer("instrument__body").annotate(answered=answered).order_by("assessment", "position")


def due(case: Case) -> list[Reassessment]:
    """What is due on a case and not begun."""
    rows = Reassessment.objects.filter(case=case, status=Reassessment.Status.DUE, error_at=None)
    return list(rows.select_related("item").order_by("due_at", "pk"))


def opposed(assessment: Assessment, rights: Collection[str], relations: Collection[Any]) -> list[Opposed]:
    """The contradictions of an assessment, open ones first, with both answers as they were given.

    Only for who may know of both sides, and answers one of them or may read both.
    """
    rows = Contradiction.objects.filter(assessment=assessment, gone_at=None).select_related(
        "left__section", "right__section", "left__answered_by", "right__answered_by", "settled_by"
    )
    roles = {line.role for line in relations}
    found = []
    for row in sorted(rows, key=lambda each: (bool(each.decision), each.created_at)):
        sections = [row.left.section, row.right.section]
        if not all(f"summary_{each.sort}" in rights for each in sections):
            continue
        mine = any(each.discipline in roles and f"edit_{each.sort}" in rights for each in sections)
        if not mine and not all(f"view_{each.sort}" in rights for each in sections):
            continue
        found.append(Opposed(row, _side(row.left), _side(row.right), mine and not row.decision))
    return found


def _side(answer: Answer) -> Side:
    question = asked_of.questionnaire(answer.section).question(answer.link_id)
    words = checking.said(question, answer.value) if question else ""
    role = str(Role(answer.section.discipline).label)
    return Side(answer, role, question.text if question else "", words)


def forms(case: Case, at: Any) -> list[Form]:
    """What an assessment may consist of here."""
    return list(composing.in_force(case.facility, at)[1])


def instruments(case: Case, rights: Collection[str]) -> list[InstrumentVersion]:
    """The questionnaires in use at the case's facility that somebody with these rights may ask on their own, by title."""
    sorts = [name.removeprefix("edit_") for name in rights if name.startswith("edit_")]
    rows = composing.in_use(case.facility_id).filter(sort__in=sorts)
    return list(rows.select_related("instrument").defer("body").order_by("title"))
