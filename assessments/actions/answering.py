"""Answering a section: what is typed goes straight into it, field by field, and never over what somebody else wrote."""

from typing import Any

from assessments import consequences, contradicting, disciplines, taking
from assessments.models import Section
from core.actions import action


@action("edit_plan")
def answer(section: Section, *, by: Any, answers: dict[str, Any], left_at: str = "") -> Section:
    """Keep answers: `{link_id: {"value": ..., "declined": bool, "base": version that was seen}}`.

    What somebody else changed since stays as it is and comes back in `section.taken.clashes`; an answer that its question
    does not take is a ValidationError by name, and then nothing is kept. `edit_plan` is asked of the section's own class.
    """
    taking.must_be_open(section)
    disciplines.must_be_theirs(section, by)
    section.taken = taking.take(section, answers, by=by)
    section.left_at_link = left_at[:80] or section.left_at_link
    if section.taken.written:
        consequences.at_once(section, section.taken, by=by)
        contradicting.recheck(section, section.taken.written, by=by)
    return section
