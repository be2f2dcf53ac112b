"""The conflicts of a plan: what cannot both be, what the rules would have to know, and what was decided."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from careplans import forms
from careplans.actions import conflicts as actions
from careplans.forms.conflicts import Decision, Raise
from careplans.models import CarePlan, Conflict
from careplans.queries import conflicts as queries
from careplans.queries import current_plan
from careplans.views.asked import CASE
from core.access import fetch
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.models import Case
from patients.views.asking import Question, ask, posted


@route("GET", kind="phi", data="plan", thing="patients.Case", arg="pk", event="view")
def conflicts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The conflicts of the plan of a case."""
    case = fetch_case(pk, by=request.user)
    return show(request, "careplans/conflicts.html", _page(case, request.user))


def _page(case: Case, user: Any) -> dict[str, Any]:
    page = case_page(case, user, "plan")
    if "view_plan" not in page["rights"]:
        raise Denied("view_plan", "view", case)
    plan = current_plan(case)
    page |= {"plan": plan, "stands": plan is not None and plan.status != CarePlan.Status.CLOSED}
    if plan is not None:
        plan.case, rights = case, page["rights"]
        page |= queries.shown(plan, rights) | {"settled": queries.settled(plan, rights)}
        page["questions"] = queries.questions(plan, rights) if page["stands"] else []
    return page


@route(
    "POST", kind="phi", data="plan", does="careplans.check_conflicts", thing="careplans.CarePlan", arg="pk",
    event="careplans.check_conflicts",
)  # fmt: skip
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look for conflicts now."""
    plan = fetch(CarePlan, pk, by=request.user, related=CASE)
    form = forms.Empty(request.POST)
    if attempt(form, actions.check_conflicts, plan, by=request.user):
        return done(request, page_url(plan.case), _("Looked at everything that is known."))
    return ask(request, plan.case, form, _asked(actions.check_conflicts, plan.case, _("Look for conflicts")))


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.raise_conflict", thing="careplans.CarePlan", arg="pk",
    event="careplans.raise_conflict",
)  # fmt: skip
def raise_(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody sees what no rule does."""
    plan = fetch(CarePlan, pk, by=request.user, related=CASE)
    form = Raise(posted(request), plan=plan)
    if request.method == "POST" and attempt(form, actions.raise_conflict, plan, by=request.user):
        return done(request, page_url(plan.case), _("The conflict stands on the plan."))
    return ask(request, plan.case, form, _asked(actions.raise_conflict, plan.case, _("Raise a conflict")))


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.accept_conflict", thing="careplans.Conflict", arg="pk",
    event="careplans.accept_conflict",
)  # fmt: skip
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Both stay, with the reason."""
    return _decide(request, pk, actions.accept_conflict, _("Keep both"))


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.settle_conflict", thing="careplans.Conflict", arg="pk",
    event="careplans.settle_conflict",
)  # fmt: skip
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is settled, and how."""
    return _decide(request, pk, actions.settle_conflict, _("Settle"))


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.withdraw_conflict", thing="careplans.Conflict", arg="pk",
    event="careplans.withdraw_conflict",
)  # fmt: skip
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever raised it takes it back."""
    return _decide(request, pk, actions.withdraw_conflict, _("Take back"))


def _decide(request: HttpRequest, pk: UUID, verb: Any, title: str) -> HttpResponse:
    conflict = fetch(Conflict, pk, by=request.user, related=CASE)
    form = Decision(posted(request))
    if request.method == "POST" and attempt(form, verb, conflict, by=request.user):
        return done(request, page_url(conflict.case), _("The decision stands on the plan."))
    lead = queries.sentence(conflict, request.user)
    return ask(request, conflict.case, form, _asked(verb, conflict.case, title, lead))


def page_url(case: Case) -> str:
    """Where every verb of a conflict goes back to."""
    return reverse("careplans:conflicts", args=[case.pk])


def _asked(verb: object, case: Case, title: str, lead: str = "") -> Question:
    return Question(verb, "plan", title, title, page_url(case), lead)
