"""Templates as they are offered: what each would add, whether the site has approved it, and what a plan took from them."""

from dataclasses import dataclass
from typing import Any

from accounts.permissions import Role
from careplans import approved
from careplans.models import CarePlan, TemplateApproval, TemplateUse
from core import clock
from facilities.models import Facility
from policy import ready
from policy.templates import Goal, Template, read


@dataclass(frozen=True)
class Offer:
    """One template at a site: who answers for it there, and whether a plan has used it."""

    template: Template
    approval: TemplateApproval | None
    used: bool = False

    @property
    def digest(self) -> str:
        """Of the words that are shown."""
        return approved.digest(self.template)

    @property
    def problems(self) -> list[dict[str, Any]]:
        """Its problems with their goals and steps as a page says them: open blanks as questions, roles in words."""
        return [
            {"row": one, "words": self._said(one.words), "goals": [self._goal(goal) for goal in one.goals]}
            for one in self.template.problems
        ]

    def _goal(self, goal: Goal) -> dict[str, Any]:
        steps = [
            {"row": step, "words": self._said(step.words), "role": Role(step.role).label}
            for step in goal.steps
        ]
        texts = {name: self._said(getattr(goal, name)) for name in ("words", "plain", "measure", "target")}
        return {"row": goal, "levels": [self._said(level) for level in goal.levels], "steps": steps, **texts}

    def _said(self, text: str) -> str:
        return self.template.fill(text, {})

    @property
    def counts(self) -> dict[str, int]:
        """How much it would add."""
        row = self.template
        return {
            "problems": len(row.problems),
            "goals": len(row.goals),
            "steps": len(row.steps),
            "topics": len(row.topics),
        }


def offers(facility: Facility, plan: CarePlan | None = None) -> list[Offer]:
    """Every template in force at a site in the order of the pack."""
    _version, known = ready.plan_templates(facility, clock.now())
    approvals = approved.approvals(facility)
    used = {row.code for row in plan.templates_used.all()} if plan is not None else set()
    return [Offer(row, approvals.get((row.code, approved.digest(row))), row.code in used) for row in known]


def offer(facility: Facility, code: str) -> Offer | None:
    """One template as it is offered; None when the house has no such template."""
    return next((each for each in offers(facility) if each.template.code == code), None)


def used_on(plan: CarePlan) -> list[dict[str, Any]]:
    """What templates changed on a plan and why, the newest first."""
    rows = TemplateUse.objects.filter(plan=plan).select_related("used_by", "rules").order_by("-at", "-pk")
    return [{"row": row, "label": _label(row), "already": _because(row, "already")} for row in rows]


def _label(row: TemplateUse) -> str:
    found = ready.once(row.rules, read).get(row.code)
    return found.label if found is not None else row.code


def _because(row: TemplateUse, why: str) -> list[dict[str, Any]]:
    return [each for each in row.left_out if each["because"] == why]
