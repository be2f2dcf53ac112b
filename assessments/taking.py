"""Keeps what was answered in one save, in two statements whatever the number of answers. Used inside verbs only.

Each answer comes with the version its writer saw (`base`, 0 for none). Where somebody else has changed it since, it is left
as it is and comes back as a clash; the rest is kept (C15, pain 15). The same value twice changes nothing, so that a save whose
answer was lost on the way may be sent again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments import answers as checking
from assessments import asked_of
from assessments.models import Answer, Assessment, Section
from assessments.questionnaire import Questionnaire
from core import clock
from core.json import plain
from core.refusals import Refused

Given = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Clash:
    """An answer that somebody else changed meanwhile: what stands, and what was to be written."""

    stands: Answer
    mine: Any

    @property
    def link_id(self) -> str:
        return self.stands.link_id


@dataclass
class Taken:
    """What came of one save: every answer of the section as it stands now, what was written, what clashed."""

    rows: dict[str, Answer]
    before: dict[str, Any]
    written: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)

    @property
    def values(self) -> dict[str, Any]:
        """The answers as they are checked and scored."""
        return checking.of_rows(self.rows.values())


class Signed(Refused):
    """The section is signed: it takes no more answers."""

    def __init__(self) -> None:
        super().__init__(_("This section is signed. Add an addendum."))


def closed(section: Section) -> Refused | None:
    """Why a section takes no answers: it is signed or was not asked, its assessment was given up, its case is closed."""
    if section.status == Section.Status.SIGNED:
        return Signed()
    if section.status == Section.Status.DROPPED:
        return Refused(_("This part was not asked. Start it again to answer it."))
    if section.assessment.status == Assessment.Status.ABANDONED:
        return Refused(_("This assessment was given up. Start it again."))
    if not section.case.is_open:
        return Refused(_("This case is closed. Reopen it first."))
    return None


def must_be_open(section: Section) -> None:
    """Refused for a section that takes no answers."""
    if refusal := closed(section):
        raise refusal


def take(section: Section, given: Given, *, by: Any) -> Taken:
    """Keep answers; ValidationError names each one that its question does not take, and then nothing is kept."""
    must_be_open(section)
    wanted = _checked(asked_of.questionnaire(section), given)
    rows = {row.link_id: row for row in Answer.objects.filter(section=section).select_related("answered_by")}
    taken = Taken(rows, checking.of_rows(rows.values()))
    new: list[Answer] = []
    changed: list[Answer] = []
    for link_id, value in wanted.items():
        stands, base = rows.get(link_id), given[link_id].get("base") or 0
        if _is(stands, value):
            continue
        if stands is not None and base != stands.version and stands.answered_by_id != by.pk:
            taken.clashes.append(Clash(stands, value))
            continue
        row = _written(stands or Answer(section=section, link_id=link_id), value, by)
        (changed if stands is not None else new).append(row)
        taken.rows[link_id] = row
        taken.written.append(link_id)
    Answer.objects.bulk_create(new)
    Answer.objects.bulk_update(
        changed, ["value", "declined", "answered_at", "answered_by", "version", "verifies"]
    )
    return taken


def _checked(questionnaire: Questionnaire, given: Given) -> dict[str, Any]:
    """Every answer as it is kept, None for one taken back; ValidationError by question."""
    plainly = {link_id: _said(each) for link_id, each in given.items()}
    checked = checking.check(questionnaire, plainly)
    if checked.wrong:
        raise ValidationError({name: [sentence] for name, sentence in checked.wrong.items()})
    for value in checked.values.values():
        plain(value)
    return {link_id: checked.values.get(link_id) for link_id in plainly}


def _said(each: Mapping[str, Any]) -> Any:
    """One answer as it was sent: declined, or its value."""
    return checking.DECLINED if each.get("declined") else each.get("value")


def _is(stands: Answer | None, value: Any) -> bool:
    """Whether an answer stands like this already."""
    if stands is None:
        return value is None
    return value == (checking.DECLINED if stands.declined else stands.value)


def _written(row: Answer, value: Any, by: Any) -> Answer:
    """The answer with another value; a new one has version 1."""
    row.version += 0 if row._state.adding else 1
    row.declined = value == checking.DECLINED
    row.value = None if row.declined else value
    row.answered_at, row.answered_by, row.verifies = clock.now(), by, None
    return row
