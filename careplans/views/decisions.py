"""Decisions of the patient: every way open, what speaks for each, and what they prefer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from careplans.actions import decisions as actions
from careplans.forms.decisions import Decide, RecordDecision
from careplans.models import DecisionRecord
from careplans.queries import decisions as queries
from careplans.views.on_the_tab import CASE, asked, page_of
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import fetch_case
from patients.views.asking import posted

PAGE = "careplans:decisions"


@route("GET", kind="phi", data="plan", thing="patients.Case", arg="pk", event="view")
def decisions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The decisions of a case, those still open first."""
    case = fetch_case(pk, by=request.user)
    page = page_of(case, request.user, "view_plan")
    return show(request, "careplans/decisions.html", page | {"decisions": queries.of_case(case)})


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.record_decision", thing="patients.Case", arg="pk",
    event="careplans.record_decision", parts=("form",), names=("discussed_with",),
)  # fmt: skip
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A question with its options, doing less among them."""
    case = fetch_case(pk, by=request.user)
    must_be_able(request.user, actions.record_decision, case)
    form = RecordDecision(posted(request), case=case, user=request.user)
    if request.method == "POST" and attempt(form, actions.record_decision, case, by=request.user):
        return done(request, reverse(PAGE, args=[case.pk]), _("The decision is on record."))
    page = page_of(case, request.user, "view_plan") | {"form": form}
    return show(request, "careplans/decision.html", page, part="form", status=getattr(form, "status", 200))


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.decide", thing="careplans.DecisionRecord", arg="pk",
    event="careplans.decide", parts=("form",),
)  # fmt: skip
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the patient prefers, and why."""
    row = fetch(DecisionRecord, pk, by=request.user, related=CASE)
    form = Decide(posted(request), decision=row, initial={"preference": row.preference, "why": row.why})
    if request.method == "POST" and attempt(form, actions.decide, row, by=request.user):
        return done(request, reverse(PAGE, args=[row.case_id]), _("The patient's choice is on record."))
    return asked(request, row.case, form, actions.decide, _("Record the choice"), PAGE, lead=row.question)
