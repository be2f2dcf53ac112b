"""The discharge tab, and the verbs that say when, where to, and that the patient has left."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.htmx import attempt, done, show
from core.refusals import Denied, Refused
from core.routes import route
from discharge import actions, forms
from discharge.queries import leaving
from discharge.queries.onward import onward, stepper
from encounters import actions as encounters
from encounters import dispositions
from encounters.queries import in_house
from patients.header import case_page, fetch_case
from patients.models import Case, Stage
from patients.views.asking import Question, ask, posted


@route("GET", kind="phi", data="discharge", thing="patients.Case", arg="pk", event="view")
def discharge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When the patient leaves, where to, and what the next stage needs."""
    case = fetch_case(pk, by=request.user)
    return show(request, "discharge/tab.html", tab(case, request.user))


def tab(case: Case, user: Any) -> dict[str, Any]:
    """What the discharge tab shows somebody."""
    page = case_page(case, user, "discharge")
    if "view_discharge" not in page["rights"]:
        raise Denied("view_discharge", "view", case)
    plan, visit = leaving.discharge_plan(case), in_house(case)
    page |= {"plan": plan, "visit": visit, "changes": leaving.date_changes(case), "stages": stepper(case)}
    page["onward"] = onward(case, leaving.facts(case, plan), page["rights"])
    page["goes_to"] = dispositions.label(plan.disposition) if plan and plan.disposition else ""
    page["may"] = verbs(case, visit, page["rights"])
    return page


def verbs(case: Case, visit: Any, rights: frozenset[str]) -> set[str]:
    """What this person may do here as things stand."""
    may = {"date", "disposition"} if case.is_open and "edit_discharge" in rights else set()
    if visit is not None and "edit_encounter" in rights:
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
    form = forms.ExpectedDate(posted(request), initial=start)
    if request.method == "POST" and attempt(form, _on_plan(actions.set_expected_date), case, by=request.user):
        return done(request, tab_url(case), _("The expected discharge date is set."))
    question = asked(actions.set_expected_date, case, _("Expected discharge date"), _("Set date"))
    return ask(request, case, form, question)


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.choose_disposition", thing="patients.Case", arg="pk",
    event="discharge.choose_disposition",
)  # fmt: skip
def disposition(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose where the patient goes."""
    case = fetch_case(pk, by=request.user)
    plan = leaving.discharge_plan(case)
    form = forms.Disposition(posted(request), initial={"disposition": plan.disposition if plan else ""})
    if request.method == "POST" and attempt(
        form, _on_plan(actions.choose_disposition), case, by=request.user
    ):
        return done(request, tab_url(case), _("The destination is chosen."))
    question = asked(actions.choose_disposition, case, _("Where the patient goes"), _("Choose"))
    return ask(request, case, form, question)


@route(
    "GET", "POST", kind="phi", data="encounter", does="encounters.leave", thing="patients.Case", arg="pk",
    event="encounters.leave",
)  # fmt: skip
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record that the patient left: a fact, which no rule holds up."""
    case = fetch_case(pk, by=request.user)
    form = forms.Leave(posted(request), case=case, now=clock.now())
    if request.method == "POST" and attempt(form, _from_house, case, by=request.user):
        return done(request, tab_url(case), _("Recorded: the patient has left."))
    return ask(request, case, form, asked(encounters.leave, case, _("The patient left"), _("Record leaving")))


def _on_plan(verb: Any) -> Any:
    """The verb on the case's discharge plan, which is started if nothing of it was said yet."""
    return lambda case, *, by, **details: verb(actions.start_plan(case, by=by), by=by, **details)


def _from_house(case: Case, *, by: Any, event_at: Any, **said: Any) -> Any:
    """Leaving, on the visit that is in progress; the same form sent twice is the same fact."""
    visit = in_house(case)
    if visit is None:
        raise Refused(_("The patient has left already. Look at the timeline."))
    key = f"leave:{visit.pk}:{event_at.isoformat()}"
    return encounters.leave(visit, by=by, event_at=event_at, key=key, source="case page", **said)


def tab_url(case: Case) -> str:
    """Where every verb here goes back to."""
    return reverse("cases:discharge", args=[case.pk])


def asked(verb: Any, case: Case, title: str, button: str, lead: str = "") -> Question:
    """A question of the discharge tab."""
    return Question(verb, "discharge", title, button, tab_url(case), lead)
