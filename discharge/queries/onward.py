"""Where a case stands, what the next stage still needs, and where that step is taken."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from careplans import checklist as planning
from discharge import checklist
from patients.models import Case, Stage


@dataclass(frozen=True)
class Facts:
    """What the stage rules ask about a case."""

    assessed: bool = False
    planned: bool = False
    agreed_goals: int = 0
    engagement: str = ""
    # How the version of the plan stands that is being written or decided on.
    making: str = ""
    expected_on: date | None = None
    disposition: str = ""
    in_house: bool = False
    left: bool = False
    live_work: int = 0


@dataclass(frozen=True)
class Onward:
    """The next step: its words, its page (empty for somebody who may not take it), and what is missing."""

    label: str
    url: str = ""
    gaps: list[str] = field(default_factory=list)


def onward(case: Case, facts: Facts, rights: Collection[str]) -> Onward:
    """The step that comes next in the ordinary course."""
    label, url, gaps = _step(case, facts)
    may = "lead_case" in rights and url
    return Onward(label, reverse(url, args=[case.pk]) if may else "", gaps)


def _step(case: Case, facts: Facts) -> tuple[str, str, list[str]]:
    match case.stage:
        case Stage.REFERRED:
            return (
                _("Assign the case"),
                "",
                [_("The case waits in the intake queue for a team and a first contact.")],
            )
        case Stage.ASSESSING:
            return (
                _("Begin planning"),
                "careplans:begin-planning",
                planning.before_planning(assessed=facts.assessed),
            )
        case Stage.PLANNING:
            return _("Put the plan into effect"), "careplans:plan", _plan_gaps(facts)
        case Stage.ACTIVE:
            gaps = checklist.before_transition(
                expected_on=facts.expected_on, disposition=facts.disposition, left=facts.left
            )
            return _("Begin the transition"), "cases:begin-transition", gaps
        case Stage.TRANSITIONING:
            return (
                _("Begin follow-up"),
                "cases:begin-follow-up",
                checklist.before_follow_up(in_house=facts.in_house),
            )
        case Stage.FOLLOW_UP:
            gaps = [checklist.work_left(facts.live_work)] if facts.live_work else []
            return _("Close the case"), "cases:close", gaps
    return _("Reopen the case"), "cases:reopen", []


def _plan_gaps(facts: Facts) -> list[str]:
    """How the patient took part is asked by the step itself, so only what it cannot ask is missing."""
    said = facts.engagement or "?"
    return planning.before_active(
        planned=facts.planned,
        agreed_goals=facts.agreed_goals,
        engagement=said,
        approved=facts.making == "approved",
        submitted=facts.making == "submitted",
    )


def stepper(case: Case) -> list[dict[str, Any]]:
    """The stages as components/stages.html draws them."""
    order = list(Stage)
    here = order.index(Stage(case.stage))
    return [
        {"label": stage.label, "state": "done" if n < here else "current" if n == here else "todo"}
        for n, stage in enumerate(order)
    ]
