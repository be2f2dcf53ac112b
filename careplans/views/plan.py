"""The plan tab of a case: the patient's own words, problems with goals and what is done, and what the next step needs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from assessments.models import Need
from careplans import beside_plan, checklist, submitting
from careplans.models import CarePlan, PlanVersion
from careplans.queries import assessed, conflicts, needs, overlaps, plan_page
from core.htmx import show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.models import Case, Stage
from patients.queries.bundle import unpack
from worklist.models import FollowUpOutcome, Item

Version = PlanVersion.Status
PARTS = ("goals",)


@route("GET", kind="phi", data="plan", thing="patients.Case", arg="pk", event="view", parts=PARTS)
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan as it stands, with what may be done to it."""
    case = fetch_case(pk, by=request.user, **plan_page.beside(pk, request.user))
    return show(request, "careplans/plan.html", tab(case, request.user), part="goals")


def tab(case: Any, user: Any) -> dict[str, Any]:
    """What the plan tab shows somebody."""
    page = case_page(case, user, "plan")
    if "view_plan" not in page["rights"]:
        raise Denied("view_plan", "view", case)
    shown = plan_page.of_case(case)
    page |= {"shown": shown, "plan": shown.plan if shown else None}
    page |= _around(case, user, page["rights"], shown)
    page["may"] = verbs(case, shown, page["rights"], user)
    return page | gaps(case, shown, page)


def _around(case: Any, user: Any, rights: frozenset[str], shown: Any) -> dict[str, Any]:
    """What stands beside the plan: who asks to look at it, needs, conflicts, what came of follow-ups."""
    wanted = unpack(Need, case.its_needs)
    return {
        "looks": unpack(Item, case.its_looks) if "view_work" in rights else [],
        "outcomes": unpack(FollowUpOutcome, case.its_outcomes),
        "needs": [(need, needs.words_for(need, user, rights)) for need in wanted],
        **(conflicts.shown(shown.plan, rights) | overlaps.panel(case, rights) if shown else {}),
        **beside_plan.shown(case, shown.plan if shown else None, rights),
    }


def verbs(case: Case, shown: Any, rights: frozenset[str], user: Any) -> set[str]:
    """What this person may do here as things stand."""
    standing = shown is not None and shown.plan.status != CarePlan.Status.CLOSED
    edits, leads = "edit_plan" in rights, "lead_case" in rights
    may = {"draft"} if edits and case.is_open and not standing else set()
    if leads and case.stage == Stage.ASSESSING:
        may.add("planning")
    if not standing:
        return may
    if "edit_work" in rights:
        may.add("barriers")
    return may | {"comment"} | _in_version(case, shown, edits=edits, leads=leads, rights=rights, user=user)


def _in_version(
    case: Case, shown: Any, *, edits: bool, leads: bool, rights: frozenset[str], user: Any
) -> set[str]:
    making = shown.making
    status = making.status if making else ""
    found = {"rate"} if edits else set()
    if edits and status in ("", Version.DRAFT):
        found |= {"change", "revise"} if not making else {"change", "submit"}
    if edits and status == Version.APPROVED:
        found.add("revise")
    if edits and status == Version.SUBMITTED:
        found.add("take_back")
    if "approve_plan" in rights and status == Version.SUBMITTED and not _wrote(making, user):
        found.add("decide")
    if leads and status == Version.APPROVED and case.stage not in (Stage.REFERRED, Stage.ASSESSING):
        found.add("activate")
    if status in (Version.SUBMITTED, Version.APPROVED) or (not making and shown.active):
        found |= {"sign"} if "edit_notes" in rights else set()
        found |= {"agreement"} if edits else set()
    return found


def _wrote(version: Any, user: Any) -> bool:
    return str(user.pk) in {str(version.submitted_by_id), *map(str, version.writers)}


def gaps(case: Case, shown: Any, page: dict[str, Any]) -> dict[str, Any]:
    """What the next step still needs, and what would make the plan better."""
    if case.stage == Stage.ASSESSING and "planning" in page["may"]:
        missing = checklist.before_planning(assessed=assessed(case))
        if missing or shown is None:
            return {"gaps": missing, "advice": []}
    if shown is None or shown.plan.status == CarePlan.Status.CLOSED:
        return {"gaps": [], "advice": []}
    status = shown.making.status if shown.making else ""
    if status == Version.DRAFT:
        found = standing(shown, page)
        return {"gaps": checklist.before_submission(found), "advice": checklist.advice(found)}
    if status == Version.APPROVED and not shown.plan.engagement:
        return {"gaps": before_active(shown), "advice": []}
    return {"gaps": [], "advice": []}


def standing(shown: Any, page: dict[str, Any]) -> checklist.Standing:
    """How the plan stands before it is handed in, from what the page has read."""
    return submitting.judged(
        shown.plan,
        shown.problems,
        shown.open_goals,
        shown.going,
        needs=[words for _need, words in page["needs"]],
        severe=[said.sentence for said in page["blocking"]],
    )


def before_active(shown: Any) -> list[str]:
    """What an approved version still needs to take effect."""
    agreed = sum(goal.agreed_at is not None for goal in shown.open_goals)
    return checklist.before_active(planned=True, agreed_goals=agreed, engagement=shown.plan.engagement)
