"""What one page shows of a section: what is asked, what was answered and by whom, how far it is, who else is at it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from accounts.permissions import Role
from assessments import answers as checking
from assessments import asked_of, branching, scoring
from assessments.models import Addendum, Answer, Score, Section
from assessments.questionnaire import Heading, Question, Questionnaire
from assessments.scoring import Outcome
from core import clock
from core.access import visible_among

# Somebody who answered within this was here a moment ago.
LATELY = timedelta(minutes=5)


@dataclass(frozen=True)
class Sheet:
    """A section with its answers, as they stand."""

    section: Section
    asks: Questionnaire
    rows: dict[str, Answer]
    age: int | None

    @cached_property
    def values(self) -> dict[str, Any]:
        return checking.of_rows(self.rows.values())

    @cached_property
    def tree(self) -> branching.Branching:
        return branching.Branching(self.asks, self.values, self.age)

    @cached_property
    def asked(self) -> list[str]:
        """The questions asked now, by link."""
        return [question.link_id for question in self.tree.questions()]

    @cached_property
    def shown(self) -> list[str]:
        """Every line that stands on the page now, headings among them."""
        tree = self.tree
        return [line.link_id for line in self.asks.lines if tree.asked(line)]

    @property
    def progress(self) -> tuple[int, int]:
        """How many of the questions asked have an answer."""
        asked, values = self.asked, self.values
        return sum(link in values for link in asked), len(asked)

    @property
    def first_gap(self) -> str:
        """Where to go on: the first required question without an answer, else where the last person left."""
        values = self.values
        gaps = (
            each.link_id for each in self.tree.questions() if each.required and each.link_id not in values
        )
        return next(gaps, self.section.left_at_link)

    @cached_property
    def outcome(self) -> Outcome:
        return scoring.score(self.asks, self.values, self.age)

    @cached_property
    def base(self) -> dict[str, list[Any]]:
        """For each question the version and the value that this page shows, so that a save can tell what was changed."""
        return {
            question.link_id: [row.version, checking.DECLINED if row.declined else row.value]
            if row
            else [0, None]
            for question in self.asks.questions
            for row in [self.rows.get(question.link_id)]
        }

    def beside(self, user: Any) -> list[tuple[str, datetime]]:
        """Who else has just answered here, and when they last did."""
        since = clock.now() - LATELY
        found: dict[str, datetime] = {}
        for row in sorted(self.rows.values(), key=lambda each: each.answered_at):
            if row.answered_by_id != user.pk and row.answered_at > since:
                found[row.answered_by.short] = row.answered_at
        return list(found.items())


def sheet(section: Section, rows: dict[str, Answer] | None = None) -> Sheet:
    """A section with its answers; those at hand are not read again."""
    if rows is None:
        found = Answer.objects.filter(section=section).select_related("answered_by")
        rows = {row.link_id: row for row in found}
    asks = asked_of.questionnaire(section)
    return Sheet(section, asks, rows, asked_of.age(section, asks))


@dataclass(frozen=True)
class Said:
    """One line of a signed section: a heading, or a question with its answer in words."""

    line: Heading | Question
    heading: bool
    words: str = ""
    row: Answer | None = None
    addenda: tuple[Addendum, ...] = ()


def said(found: Sheet, addenda: Iterable[Addendum] = ()) -> list[Said]:
    """What was asked and answered, in the version it was asked in; questions that were not asked are left out."""
    tree, values = found.tree, found.values
    about: dict[str, list[Addendum]] = {}
    for added in addenda:
        about.setdefault(added.link_id, []).append(added)
    lines = []
    for line in found.asks.lines:
        if not tree.asked(line):
            continue
        if isinstance(line, Heading):
            lines.append(Said(line, heading=True))
            continue
        words = checking.said(line, values.get(line.link_id))
        row, more = found.rows.get(line.link_id), tuple(about.get(line.link_id, ()))
        lines.append(Said(line, heading=False, words=words, row=row, addenda=more))
    return lines


def addenda(section: Section) -> list[Addendum]:
    """What was added to a signed section, oldest first."""
    return list(Addendum.objects.filter(section=section).select_related("written_by").order_by("at", "pk"))


def scores(section: Section) -> list[Score]:
    """What a signed section came to."""
    return list(Score.objects.filter(section=section).order_by("pk"))


def parts(assessment_id: Any, user: Any) -> list[Section]:
    """The sections of an assessment that somebody may see, in order; the others leave no trace."""
    rows = visible_among(Section.objects.filter(assessment=assessment_id), user)
    found = rows.select_related("signed_by", "instrument").defer("instrument__body")
    return list(found.order_by("position"))


def is_mine(section: Section, rights: Collection[str], relations: Iterable[Any]) -> bool:
    """Whether a page offers to answer: the right to the class, and the role the section belongs to."""
    roles = {line.role for line in relations}
    return f"edit_{section.sort}" in rights and section.discipline in roles


def role_label(section: Section) -> str:
    """The discipline in words."""
    return str(Role(section.discipline).label)
