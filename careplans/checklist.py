"""What is still missing before planning starts and before a plan takes effect: pure, one sentence a gap.

Source: CMSA Standards of Practice, planning follows assessment and the plan is agreed with the patient (docs/stages.md).
"""

from django.utils.translation import gettext as _

from core.refusals import Refused


def before_planning(*, assessed: bool, why: str = "") -> list[str]:
    """Planning follows the case-management assessment, or says why it cannot wait for it."""
    if assessed or why.strip():
        return []
    return [
        _("The case-management assessment is not done. Finish it, or say why planning starts without it.")
    ]


def before_active(*, planned: bool, agreed_goals: int, engagement: str) -> list[str]:
    """A plan takes effect with a goal the patient agreed to, and with how the patient took part on record."""
    if not planned:
        return [_("There is no plan. Start one with what matters to the patient.")]
    gaps = []
    if agreed_goals < 1:
        gaps.append(_("No goal is agreed yet. Agree at least one with the patient."))
    if not engagement.strip():
        gaps.append(
            _("How the patient took part is not recorded. Say it in a sentence, or why they could not.")
        )
    return gaps


def require(gaps: list[str], field: str | None = None) -> None:
    """Refuse with every sentence of what is missing."""
    if gaps:
        raise Refused(" ".join(gaps), field=field)
