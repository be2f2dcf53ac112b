"""The plan tab of a case: what matters, the goals in the patient's words, and what the next stage needs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from careplans import checklist
from careplans.forms import Propose
from careplans.models import CarePlan
from careplans.queries import agreed, assessed, current_plan
from core.htmx import show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.models import Case, Stage
from worklist.occurrences import latest_outcomes


@route("GET", kind="phi", data="plan", thing="patients.Case", arg="pk", event="view", parts=("goals",))
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan as it stands, with what may be done to it."""
    case = fetch_case(pk, by=request.user)
    return show(request, "careplans/plan.html", tab(case, request.user), part="goals")


def tab(case: Case, user: Any) -> dict[str, Any]:
    """What the plan tab shows somebody."""
    page = case_page(case, user, "plan")
    if "view_plan" not in page["rights"]:
        raise Denied("view_plan", "view", case)
    row = current_plan(case)
    may = verbs(case, row, page["rights"])
    page |= {"plan": row, "goals": getattr(row, "shown_goals", []), "may": may}
    page["outcomes"] = latest_outcomes(case, user)
    return page | {"gaps": gaps(case, row), "propose": Propose() if "propose" in may else None}


def verbs(case: Case, row: CarePlan | None, rights: frozenset[str]) -> set[str]:
    """What this person may do here as things stand."""
    standing = row is not None and row.status != CarePlan.Status.CLOSED
    edits, leads = "edit_plan" in rights, "lead_case" in rights
    may = {"draft"} if edits and case.is_open and not standing else set()
    if edits and standing:
        may |= {"propose", "matters", "goals"}
    if leads and case.stage == Stage.ASSESSING:
        may.add("planning")
    if (
        leads
        and row is not None
        and row.status == CarePlan.Status.DRAFT
        and case.stage in (Stage.PLANNING, Stage.ACTIVE)
    ):
        may.add("activate")
    return may


def gaps(case: Case, row: CarePlan | None) -> list[str]:
    """What the next stage still needs from the plan."""
    if case.stage == Stage.ASSESSING:
        return checklist.before_planning(assessed=assessed(case))
    if case.stage == Stage.PLANNING:
        planned = row is not None and row.status != CarePlan.Status.CLOSED
        engagement = row.engagement if row is not None else ""
        return checklist.before_active(planned=planned, agreed_goals=agreed(row), engagement=engagement)
    return []
