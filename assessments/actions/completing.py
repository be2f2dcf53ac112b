"""Ending an assessment as a whole: what two answers contradict is settled, the lead sums up, all have signed."""

from typing import Any

from django.utils.translation import gettext as _

from assessments import completion, disciplines, parts
from assessments.models import Assessment, Contradiction, Section
from core import clock
from core.access import can
from core.actions import action
from core.refusals import Refused

Status = Assessment.Status


@action("edit_notes", moves={Status.DRAFT: Status.DRAFT})
def sum_up(assessment: Assessment, *, by: Any, synthesis: str) -> Assessment:
    """Write what the parts come to together; the lead does, or who leads in their place."""
    _must_lead(assessment, by)
    assessment.synthesis = synthesis.strip()
    return assessment


@action("edit_notes", moves={Status.DRAFT: Status.COMPLETE})
def complete_assessment(assessment: Assessment, *, by: Any, synthesis: str | None = None) -> Assessment:
    """Close an assessment whose parts are all signed; what it was due for is done with it. The lead may sum up with it."""
    if synthesis is not None and synthesis.strip() != assessment.synthesis:
        _must_lead(assessment, by)
        assessment.synthesis = synthesis.strip()
    _must_have_a_part(assessment, by)
    completion.must_be_ready(assessment, by=by)
    assessment.completed_at, assessment.completed_by = clock.now(), by
    parts.wind_up(assessment, completion.completes(assessment), by=by)
    return assessment


@action("edit_notes", moves={Status.DRAFT: Status.ABANDONED})
def abandon(assessment: Assessment, *, by: Any, reason: str) -> Assessment:
    """Give an assessment up, with the reason; what was answered stays readable, and what was due is due again."""
    if not reason.strip():
        raise Refused(_("Say why this assessment is given up."), field="reason")
    _must_have_a_part(assessment, by)
    assessment.ended_because = reason.strip()
    parts.drop(assessment, reason.strip(), by=by)
    return assessment


@action("edit_notes")
def settle_contradiction(
    contradiction: Contradiction, *, by: Any, decision: str, because: str = ""
) -> Contradiction:
    """Say which of two answers holds, or why both do; whoever asked one of them and may know the other."""
    if contradiction.gone_at is not None:
        raise Refused(_("An answer was changed; the two no longer contradict. Look again."))
    if contradiction.assessment.status != Status.DRAFT:
        raise Refused(_("This assessment is closed. Add an addendum to the part that is wrong."))
    _must_have_asked(contradiction, by)
    if decision == Contradiction.Decision.BOTH and not because.strip():
        raise Refused(_("Say why both can be true."), field="because")
    contradiction.decision, contradiction.because = decision, because.strip()
    contradiction.settled_at, contradiction.settled_by = clock.now(), by
    return contradiction


def _must_lead(assessment: Assessment, by: Any) -> None:
    case = assessment.case
    if case.lead_id != by.pk and not can(by, "lead_case", case):
        raise Refused(_("The lead of the case writes what it comes to. Ask them."), field="synthesis")


def _must_have_a_part(assessment: Assessment, by: Any) -> None:
    """Whoever answers one of the parts, or leads the case."""
    case = assessment.case
    mine = (disciplines.roles(case, by, section.sort) for section in _one_of_a_kind(assessment))
    parts_of = {section.discipline for section in assessment.sections.all()}
    if case.lead_id == by.pk or can(by, "lead_case", case):
        return
    if not any(roles & parts_of for roles in mine):
        raise Refused(_("Whoever answers a part of it, or leads the case, does this. Ask one of them."))


def _one_of_a_kind(assessment: Assessment) -> list[Section]:
    """One section for each class of information."""
    return list({section.sort: section for section in assessment.sections.all()}.values())


def _must_have_asked(contradiction: Contradiction, by: Any) -> None:
    sides = [contradiction.left.section, contradiction.right.section]
    if not all(can(by, "summary_plan", side) for side in sides):
        raise Refused(_("Both answers must be open to whoever decides between them. Ask the lead."))
    if not any(side.discipline in disciplines.roles(side.case, by, side.sort) for side in sides):
        raise Refused(_("Whoever asked one of the two decides. Ask them."))
