"""What would make a goal easier to steer by: advice beside it, never a refusal. Pure.

Source: clinical.md 2.15 (behaviour verb, measure, amount or frequency, start, target date, confidence 7 or a plan to raise
it, barrier with a plan, support person).
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

# From this confidence on a follow-up of its own is not needed (clinical.md 2.15: below 7 weekly).
SURE = 7
AMOUNT = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|once|twice|daily|weekly|monthly|every|each|always|never|no more)\b",
    re.IGNORECASE,
)
# What people do; a goal that names none of it says how things should be, not what somebody will do.
DOES = re.compile(
    r"\b(walk|climb|stand|sit|get|go|come|move|dress|wash|bathe|shower|eat|drink|cook|prepare|take|use|weigh|measure|check|test|"
    r"record|write|call|tell|ask|say|name|explain|show|learn|read|drive|ride|shop|pay|apply|find|keep|stay|live|return|sleep|rest|"
    r"stop|quit|cut|limit|avoid|attend|visit|see|meet|join|play|dance|sing|work|exercise|practise|practice|inject|breathe|change|"
    r"fill|follow|manage|reach|spend|talk|lift|transfer|turn|feed|hold|care|help|choose|decide|plan|begin|start|have|be)(s|ing|es)?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Facts:
    """What the check asks of a goal."""

    words: str = ""
    measure: str = ""
    target: str = ""
    start_on: date | None = None
    due_on: date | None = None
    confidence: int | None = None
    followed_weekly: bool = False
    barriers: int = 0
    barriers_without_plan: int = 0
    support_person: str = ""
    scaled: bool = False


def advice(goal: Facts) -> list[str]:
    """One sentence for each thing that is missing; none for a goal that has it all."""
    missing = [
        (not DOES.search(goal.words), _("Say what the patient will do: walk, cook, call.")),
        (not goal.measure, _("Say how it is measured.")),
        (not AMOUNT.search(f"{goal.target} {goal.words}"), _("Say how much, how far or how often.")),
        (goal.start_on is None, _("Say from when on.")),
        (goal.due_on is None, _("Say until when.")),
        (goal.confidence is None, _("Ask how sure the patient is, from 0 to 10.")),
        (_unsure(goal), _("The patient is not sure of it: make it smaller, or look at it every week.")),
        (not goal.barriers, _("Ask what could get in the way.")),
        (bool(goal.barriers_without_plan), _("Say who looks after what is in the way.")),
        (not goal.support_person, _("Ask who could support it.")),
        (not goal.scaled, _("Say what would be more and less than expected, so that progress can be rated.")),
    ]
    return [sentence for is_missing, sentence in missing if is_missing]


def _unsure(goal: Facts) -> bool:
    return goal.confidence is not None and goal.confidence < SURE and not goal.followed_weekly
