"""When an assessment is complete, and what is done with it then. Used inside verbs only."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Role
from assessments import composing, contradicting, parts
from assessments.models import Assessment, Section
from core import clock
from core.access import can
from core.actions import change
from core.refusals import Refused
from policy.assessment_forms import JOINT

Status = Section.Status


def must_be_ready(assessment: Assessment, *, by: Any) -> None:
    """Refused while a section is open, nothing was asked, two answers contradict, or a joint one lacks a part."""
    sections = list(Section.objects.filter(assessment=assessment).select_related("instrument"))
    waiting = [section for section in sections if section.is_open]
    if waiting:
        # Of a part that one may not read not even the title is said.
        seen = [section.instrument.title for section in waiting if can(by, "view_plan", section)]
        named = ", ".join(seen) or _("a part that somebody else answers")
        raise Refused(_("Not signed yet: %(titles)s.") % {"titles": named})
    if not any(section.status == Status.SIGNED for section in sections):
        raise Refused(_("Nothing was asked. Give the assessment up, and say why."))
    if contradicting.open_in(assessment):
        raise Refused(_("Two answers contradict each other. Settle that first."))
    if assessment.joint:
        _must_be_of_two(sections)
        if not assessment.synthesis.strip():
            raise Refused(
                _("The lead writes what it comes to before a joint assessment is complete."),
                field="synthesis",
            )


def _must_be_of_two(sections: list[Section]) -> None:
    """A nurse and a social worker have signed, and they are two people."""
    signed = [each for each in sections if each.status == Status.SIGNED]
    by_role = {role: {each.signed_by_id for each in signed if each.discipline == role} for role in JOINT}
    missing = next((role for role, people in by_role.items() if not people), None)
    if missing is not None:
        raise Refused(
            _("A joint assessment needs a part signed by each discipline. Missing: %(role)s.")
            % {"role": Role(missing).label}
        )
    if len(set().union(*by_role.values())) < len(JOINT):
        raise Refused(
            _("Nurse and social worker must be two people: a second person signs one of the parts.")
        )


def completes(assessment: Assessment) -> str:
    """The activity that is done with an assessment, by the rules it began under."""
    form = composing.of(assessment.rules_id).get(assessment.form)
    return form.completes if form else ""


def of_one(section: Section, *, by: Any) -> None:
    """A questionnaire on its own is complete with its signature."""
    assessment = section.assessment
    if assessment.rules_id is None:
        now = clock.now()
        change(assessment, status=Assessment.Status.COMPLETE, completed_at=now, completed_by=by)
        parts.wind_up(assessment, "", by=by)


def without(section: Section, *, by: Any) -> None:
    """A questionnaire on its own that was not asked is given up."""
    assessment = section.assessment
    if assessment.rules_id is None:
        change(assessment, status=Assessment.Status.ABANDONED, ended_because=section.dropped_because)
        parts.drop(assessment, section.dropped_because, by=by)
