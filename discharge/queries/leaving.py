"""The way out of one case: its plan, every change of the date, and where the patient is."""

from typing import Any

from django.db.models import QuerySet

from careplans.models import CarePlan
from careplans.queries import agreed, assessed, current_plan
from discharge import plans
from discharge.models import DischargePlan, ExpectedDateChange
from discharge.queries.closing import live_work
from discharge.queries.onward import Facts
from encounters.queries import in_house
from patients.models import Case, Stage


def discharge_plan(case: Case) -> DischargePlan | None:
    """The discharge plan of a case, if anything of it was said yet."""
    plan = DischargePlan.objects.filter(case=case).first()
    if plan is not None:
        plan.case = case
    return plan


def date_changes(case: Case) -> "QuerySet[ExpectedDateChange]":
    """Every change of the expected date, newest first, with who made it."""
    return (
        ExpectedDateChange.objects.filter(case=case)
        .select_related("changed_by")
        .order_by("-changed_at", "-pk")
    )


def facts(case: Case, plan: DischargePlan | None, visit: Any = None) -> Facts:
    """What the stage rules ask of this case; only the present stage's questions are read."""
    match case.stage:
        case Stage.ASSESSING:
            return Facts(assessed=assessed(case))
        case Stage.PLANNING:
            row: Any = current_plan(case)
            open_ = row is not None and row.status != CarePlan.Status.CLOSED
            said = (row.engagement, row.making or "") if row else ("", "")
            return Facts(planned=open_, agreed_goals=agreed(row), engagement=said[0], making=said[1])
        case Stage.ACTIVE:
            left = plan is not None and plans.has_left(plan) is not None
            goes_to = plan.disposition if plan else ""
            return Facts(expected_on=case.expected_leaving_on, disposition=goes_to, left=left)
        case Stage.TRANSITIONING:
            return Facts(in_house=(visit or in_house(case)) is not None)
        case Stage.FOLLOW_UP:
            return Facts(live_work=len(live_work(case)))
    return Facts()
