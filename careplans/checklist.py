"""What is still missing before planning starts, before a plan is handed in and before it takes effect: one sentence a gap.

Pure. Source: CMSA Standards of Practice, planning follows assessment and the plan is agreed with the patient
(docs/stages.md); C21, C22 and C24 for what is handed in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.refusals import Refused


@dataclass(frozen=True)
class Standing:
    """How a plan stands before it is handed in; words of goals, problems, needs and conflicts that are not as they should be."""

    own_words: bool = False
    agreed_goals: int = 0
    without_measure: Sequence[str] = ()
    without_day: Sequence[str] = ()
    needs_without_goal: Sequence[str] = ()
    severe_conflicts: Sequence[str] = ()
    orphans: Sequence[str] = ()
    other_numbers: Sequence[str] = ()
    # Only advice.
    without_plain: int = 0
    without_work: Sequence[str] = ()
    without_goal: Sequence[str] = ()
    past: Sequence[str] = ()


def before_planning(*, assessed: bool, why: str = "") -> list[str]:
    """Planning follows the case-management assessment, or says why it cannot wait for it."""
    if assessed or why.strip():
        return []
    return [
        _("The case-management assessment is not done. Finish it, or say why planning starts without it.")
    ]


def before_submission(plan: Standing) -> list[str]:
    """Everything that keeps a plan from being handed in."""
    gaps = []
    if not plan.own_words:
        gaps.append(
            _(
                "This plan cannot be submitted yet: add a goal in the patient's words, or say why there is none."
            )
        )
    if not plan.agreed_goals:
        gaps.append(_("No goal is agreed yet. Agree at least one with the patient."))
    gaps += _each(
        _("“%s” has no measurable target. Say how it is measured and what is to be reached."),
        plan.without_measure,
    )
    gaps += _each(_("“%s” has no day to look at it. Choose one."), plan.without_day)
    gaps += _each(
        _("“%s” serves nothing that is still open. Say which goal or problem it serves, or end it."),
        plan.orphans,
    )
    gaps += _each(_("“%s”: the plain words have other numbers. Mend them."), plan.other_numbers)
    gaps += _each(
        _("The patient wants help with “%s”. Make a goal of it, or say why not."), plan.needs_without_goal
    )
    return gaps + settled(plan.severe_conflicts)


def settled(severe_conflicts: Sequence[str]) -> list[str]:
    """Nothing that can harm stands against each other in it."""
    return _each(
        _("A severe conflict is open: %s Look for conflicts on their page and settle it first."),
        severe_conflicts,
    )


def advice(plan: Standing) -> list[str]:
    """What would make it better and holds nothing up."""
    said = []
    if plan.without_plain:
        said.append(
            ngettext(
                "%(number)d goal or instruction has no plain version.",
                "%(number)d goals and instructions have no plain version.",
                plan.without_plain,
            )
            % {"number": plan.without_plain}
        )
    said += _each(_("Nothing is done for “%s” yet."), plan.without_work)
    said += _each(_("“%s” has no goal yet."), plan.without_goal)
    said += _each(_("The day to look at “%s” is over."), plan.past)
    return said


def before_active(
    *, planned: bool, agreed_goals: int, engagement: str, approved: bool = True, submitted: bool = False
) -> list[str]:
    """A plan takes effect once it is approved, with a goal the patient agreed to and with how they took part on record."""
    if not planned:
        return [_("There is no plan. Start one with what matters to the patient.")]
    gaps = []
    if agreed_goals < 1:
        gaps.append(_("No goal is agreed yet. Agree at least one with the patient."))
    if submitted:
        gaps.append(_("The plan waits for a decision."))
    elif not approved:
        gaps.append(_("The plan is not approved yet. Submit it to somebody who may decide on it."))
    if not engagement.strip():
        gaps.append(
            _("How the patient took part is not recorded. Say it in a sentence, or why they could not.")
        )
    return gaps


def require(gaps: list[str], field: str | None = None) -> None:
    """Refuse with every sentence of what is missing."""
    if gaps:
        raise Refused(" ".join(gaps), field=field)


def _each(sentence: str, words: Sequence[str]) -> list[str]:
    return [sentence % said for said in words]
