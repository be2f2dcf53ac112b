"""The discharge tab, and the verbs that say when, where to, and that the patient has left."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core import clock
from core.htmx import attempt, done, show
from core.refusals import Denied, Refused
from core.routes import route
from discharge import actions, forms
from discharge.forms.plan import Left
from discharge.gates import look
from discharge.models import DischargePlan
from discharge.pages import shown
from discharge.queries import leaving, plan_page
from discharge.queries.leaving_glance import Glance, glance
from discharge.queries.onward import Facts, onward, stepper
from discharge.views.plan_verbs import asked, on_plan, tab_url
from encounters import actions as encounters
from encounters import dispositions
from encounters.queries import in_house
from patients.header import case_page, fetch_case
from patients.models import Case, Stage
from patients.views.asking import ask, page_for, posted


@route("GET", kind="phi", data="discharge", thing="patients.Case", arg="pk", event="view")
def discharge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When the patient leaves, where to, and what the next stage needs."""
    case = fetch_case(pk, by=request.user)
    return show(request, "discharge/tab.html", tab(case, request.user))


def tab(case: Case, user: Any) -> dict[str, Any]:
    """What the first page of leaving shows somebody."""
    page = case_page(case, user, "discharge")
    if "view_discharge" not in page["rights"]:
        raise Denied("view_discharge", "view", case)
    plan = leaving.discharge_plan(case)
    seen = glance(case, plan or DischargePlan(case=case), list(plan_page.STREAMS))
    page |= {"plan": plan, "visit": seen.visit, "stages": stepper(case)}
    page["stay"] = seen.stay if "view_encounter" in page["rights"] else None
    page["onward"] = _onward(case, plan, seen, page["rights"])
    page["goes_to"] = dispositions.label(plan.disposition) if plan and plan.disposition else ""
    page["leaving"] = plan_page.read(case, plan or DischargePlan(case=case), seen, page)
    page["may"] = verbs(case, seen, page["rights"])
    page["pages"] = shown(case, page["rights"], "cases:discharge")
    return page


def _onward(case: Case, plan: DischargePlan | None, seen: Glance, rights: Any) -> Any:
    """The next stage of the case; putting a care plan into effect stands on its own tab."""
    if case.stage == Stage.PLANNING:
        return None
    goes = plan.disposition if plan else ""
    said = Facts(assessed=seen.assessed, expected_on=case.expected_leaving_on, disposition=goes)
    return onward(
        case, replace(said, in_house=seen.visit is not None, left=seen.left, live_work=seen.live_work), rights
    )


def verbs(case: Case, seen: Glance, rights: frozenset[str]) -> set[str]:
    """What this person may do here as things stand."""
    may = {"date"} if case.is_open and not seen.left and "edit_discharge" in rights else set()
    if seen.visit is not None and "edit_encounter" in rights:
        may.add("leave")
    if "lead_case" in rights and case.is_open:
        may.add("close")
        if case.stage == Stage.TRANSITIONING:
            may.add("back")
    return may


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.set_expected_date", thing="patients.Case", arg="pk",
    event="discharge.set_expected_date",
)  # fmt: skip
def set_date(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set or move the expected discharge date."""
    case = fetch_case(pk, by=request.user)
    plan = leaving.discharge_plan(case)
    start = {"expected_on": case.expected_leaving_on, "version": plan.version if plan else None}
    form = forms.ExpectedDate(posted(request), plan=plan or DischargePlan(case=case), initial=start)
    if request.method == "POST" and attempt(form, on_plan(actions.set_expected_date), case, by=request.user):
        return done(request, tab_url(case), _("The expected discharge date is set."))
    question = asked(actions.set_expected_date, case, _("Expected discharge date"), _("Set date"))
    return ask(request, case, form, question)


@route(
    "GET", "POST", kind="phi", data="encounter", does="encounters.leave", thing="patients.Case", arg="pk",
    event="encounters.leave",
)  # fmt: skip
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record that the patient left: a fact, which no rule holds up."""
    case = fetch_case(pk, by=request.user)
    form = forms.Leave(posted(request), visit=in_house(case), case=case, now=clock.now())
    if request.method == "POST" and attempt(form, _from_house, case, by=request.user):
        return done(request, tab_url(case), _("Recorded: the patient has left."))
    lead = _("This records what happened, whatever is still open. To leave as planned, take the last stage.")
    question = asked(encounters.leave, case, _("The patient left"), _("Record leaving"), lead)
    return ask(request, case, form, question)


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.leave_as_planned", thing="patients.Case", arg="pk",
    event="discharge.leave_as_planned", parts=("form",),
)  # fmt: skip
def leave_as_planned(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The last stage of leaving: what must be done first stands above the form."""
    case = fetch_case(pk, by=request.user)
    question = asked(actions.leave_as_planned, case, _("The patient leaves"), _("Left"))
    page = page_for(request, case, question)
    plan = leaving.discharge_plan(case) or DischargePlan(case=case)
    form = Left(posted(request), plan=plan, user=request.user)
    if request.method == "POST" and attempt(form, on_plan(actions.leave_as_planned), case, by=request.user):
        return done(request, tab_url(case), _("The patient has left. What follows is in the list of work."))
    return ask(request, case, form, question, look(case, plan).sentences, page)


def _from_house(case: Case, *, by: Any, event_at: Any, **said: Any) -> Any:
    """Leaving, on the visit that is in progress; the same form sent twice is the same fact."""
    visit = in_house(case)
    if visit is None:
        raise Refused(_("The patient has left already. Look at the timeline."))
    key = f"leave:{visit.pk}:{event_at.isoformat()}"
    return encounters.leave(visit, by=by, event_at=event_at, key=key, source="case page", **said)
