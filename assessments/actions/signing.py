"""Ending a section: signed by its discipline, taken over from an earlier one, or not asked; then only added to."""

from typing import Any

from django.utils.translation import gettext as _

from assessments import (
    asked_of,
    completion,
    consequences,
    contradicting,
    disciplines,
    parts,
    refusals,
    scoring,
    taking,
    verifying,
)  # fmt: skip
from assessments.models import Addendum, Section
from core import clock
from core.actions import action, keep
from core.refusals import Refused

Status = Section.Status


@action("edit_plan")
def sign_section(section: Section, *, by: Any, answers: dict[str, Any] | None = None) -> Section:
    """Put a section on record under one's name: every required question answered or declined.

    Answers sent along are kept first; where one clashes nothing is signed. Its scores are written, what it found becomes
    needs and tasks; an assessment of this one section is complete with it.
    """
    taking.must_be_open(section)
    disciplines.must_be_theirs(section, by)
    taken = section.taken = taking.take(section, answers or {}, by=by)
    if taken.clashes:
        raise refusals.Clashing(taken)
    questionnaire = asked_of.questionnaire(section)
    outcome = scoring.score(questionnaire, taken.values, asked_of.age(section, questionnaire))
    if outcome.unanswered:
        raise refusals.Unanswered(questionnaire, outcome.unanswered)
    contradicting.recheck(section, taken.written, by=by)
    consequences.at_signature(section, taken, outcome, by=by)
    section.status, section.signed_at, section.signed_by = Status.SIGNED, clock.now(), by
    parts.done_with(section, by=by)
    completion.of_one(section, by=by)
    return section


@action("edit_plan")
def verify_section(section: Section, *, by: Any, links: list[str] | None = None) -> Section:
    """Take over the earlier answers that still hold, confirmed with the patient instead of asked again (R-DUP-3).

    `links` names single questions; without it everything that has no answer yet. It is signed as any other section.
    """
    taking.must_be_open(section)
    disciplines.must_be_theirs(section, by)
    taken = verifying.take_over(section, set(links or ()), by=by)
    if not taken.written:
        raise Refused(_("Nothing was answered here lately that could be confirmed. Ask the patient."))
    consequences.at_once(section, taken, by=by)
    contradicting.recheck(section, taken.written, by=by)
    return section


@action("edit_plan")
def drop_section(section: Section, *, by: Any, reason: str) -> Section:
    """Leave a section out, with the reason; what was answered in it stays as it is and counts for nothing."""
    taking.must_be_open(section)
    disciplines.must_be_theirs(section, by)
    if not reason.strip():
        raise Refused(_("Say why this part was not asked."), field="reason")
    section.status, section.dropped_because = Status.DROPPED, reason.strip()
    parts.done_with(section, by=by)
    contradicting.leave_out(section)
    completion.without(section, by=by)
    return section


@action("edit_plan", moves={Status.SIGNED: Status.SIGNED})
def add_addendum(section: Section, *, by: Any, text: str, link_id: str = "") -> Addendum:
    """Add words to a signed section, with one's name and the time; the section itself stays as it was signed."""
    if not text.strip():
        raise Refused(_("Write the words before saving them."), field="text")
    if link_id and asked_of.questionnaire(section).question(link_id) is None:
        raise Refused(_("There is no such question in this section."), field="link_id")
    facts = {"link_id": link_id, "text": text.strip(), "at": clock.now(), "written_by": by}
    return keep(Addendum(case=section.case, section=section, **facts))
