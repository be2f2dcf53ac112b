"""What is still missing before a case goes on or ends: pure, one sentence a gap, read by the verbs and by the pages.

Source: CMSA Standards of Practice (closure with outcome and hand-off); when a case may be closed as unreachable is a
rule of the pack of reaching (policy.reach).
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.models import CaseClosing


def before_transition(*, expected_on: date | None, disposition: str, left: bool = False) -> list[str]:
    """The patient is being made ready to leave: when, and where to; of who has left the visit says both."""
    if left:
        return []
    gaps = []
    if expected_on is None:
        gaps.append(_("There is no expected discharge date. Set one."))
    if not disposition:
        gaps.append(_("Where the patient goes is not chosen. Choose the disposition."))
    return gaps


def before_follow_up(*, in_house: bool) -> list[str]:
    """Follow-up starts, and a case ends, once the patient has left."""
    return [_("The patient is still in the house. Record when and how they left.")] if in_house else []


def inside_on_closing(*, in_house: bool, begun: bool) -> list[str]:
    """What the page of closing says of a patient in the house, before a reason is chosen."""
    if in_house and not begun:
        return [_("The patient is in the house. Until they have left, only “not selected” closes the case.")]
    return before_follow_up(in_house=in_house)


def before_closing(
    *,
    closing: str,
    goals_without_outcome: int,
    handed_to: str,
    live_work: int,
    reason_for_work: str,
    unreached: Iterable[str] = (),
    inside: Iterable[str] = (),
    in_house: bool = False,
) -> list[str]:
    """A case ends with its reason, an outcome for each goal, a hand-off, and no work left behind.

    `unreached` is what the rule of reaching still asks for before anybody is given up; `inside` names who is at the
    patient's home now, or should be and is asked after; `in_house` that a stay of the case goes on.
    """
    gaps = []
    if not closing or closing == CaseClosing.MERGED:
        gaps.append(_("Choose why the case is closed."))
    if goals_without_outcome:
        words = ngettext(
            "%(number)d goal has no outcome. Say what came of it.",
            "%(number)d goals have no outcome. Say what came of each.",
            goals_without_outcome,
        )
        gaps.append(words % {"number": goals_without_outcome})
    if not handed_to.strip():
        gaps.append(_("Say who takes over, or “none needed”."))
    if live_work and not reason_for_work.strip():
        gaps.append(work_left(live_work))
    if closing == CaseClosing.UNREACHABLE:
        gaps.extend(unreached)
    return gaps + before_follow_up(in_house=in_house) + still_inside(inside)


def still_inside(people: Iterable[str]) -> list[str]:
    """One sentence for each of those who are asked after while the case is open."""
    words = _(
        "%(who)s is at the patient's home, or somebody is asking where they are. Close the case once they have"
        " checked out or the alarm has ended."
    )
    return [words % {"who": who} for who in people]


def work_left(number: int) -> str:
    """The sentence about work that is still open."""
    words = ngettext(
        "%(number)d piece of work is still open. Finish it, or say why it is cancelled.",
        "%(number)d pieces of work are still open. Finish them, or say why they are cancelled.",
        number,
    )
    return words % {"number": number}
