"""The care team of a case: who does what since when, who to call, who joins and who stands down."""

from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import HEADER, case_page
from patients.models import Case
from patients.views.asking import Question, ask
from teams import actions, matrix, nursing, queries
from teams.forms.case import AddForm, LeadForm, StandDownForm
from teams.forms.responsibilities import ComplexityForm
from teams.models import Assignment

RELATED = (*HEADER, "patient", "team")


@route("GET", kind="phi", data="case", thing="patients.Case", arg="pk", event="view")
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """People by role and period, and what to call them for."""
    found = fetch(Case, pk, by=request.user, related=RELATED)
    present, past = queries.people(found, request.user)
    page = case_page(found, request.user, "team", read=queries.header_of(present + past))
    offers = queries.offers_on(found, present + past)
    shown = matrix.read(found, present, offers, page, request.user)
    page |= {"present": matrix.described(present, shown), "past": past, "matrix": shown}
    page["needs_nurse"] = nursing.missing_on(found, present)
    return show(request, "teams/case.html", page)


@route(
    "GET", "POST", kind="phi", data="case", does="teams.assign", thing="patients.Case", arg="pk", event="teams.assign",
    names=("user",), parts=("form",),
)  # fmt: skip
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a colleague on the case."""
    found = fetch(Case, pk, by=request.user, related=RELATED)
    form = AddForm(request.POST or None, case=found)
    return _answer(
        request, found, found, form, actions.assign, _("Add somebody to the team"), _("Added to the team.")
    )


@route(
    "GET", "POST", kind="phi", data="case", does="teams.change_lead", thing="patients.Case", arg="pk",
    event="teams.change_lead", names=("to",), parts=("form",),
)  # fmt: skip
def lead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand the lead over."""
    found = fetch(Case, pk, by=request.user, related=RELATED)
    form = LeadForm(request.POST or None, case=found)
    return _answer(
        request,
        found,
        found,
        form,
        actions.change_lead,
        _("Hand the lead over"),
        _("The lead is handed over."),
    )


@route(
    "GET", "POST", kind="phi", data="case", does="teams.set_complexity", thing="patients.Case", arg="pk",
    event="teams.set_complexity", parts=("form",),
)  # fmt: skip
def complexity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say how complex the case is."""
    found = fetch(Case, pk, by=request.user, related=RELATED)
    form = ComplexityForm(request.POST or None, initial={"complexity": found.complexity})
    return _answer(
        request, found, found, form, actions.set_complexity, _("How complex the case is"), _("Saved.")
    )


@route(
    "GET", "POST", kind="phi", data="case", does="teams.stand_down", thing="teams.Assignment", arg="pk",
    event="teams.stand_down", parts=("form",),
)  # fmt: skip
def stand_down(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End somebody's part in the case."""
    part = fetch(Assignment, pk, by=request.user, related=("user", *(f"case__{name}" for name in RELATED)))
    form = StandDownForm(request.POST or None)
    title = _("End the part of %(name)s") % {"name": part.user.short}
    return _answer(
        request,
        part.case,
        part,
        form,
        actions.stand_down,
        title,
        _("Ended. They can read the case for some days more."),
    )


def _answer(
    request: HttpRequest, found: Case, target: Any, form: BaseForm, verb: Any, title: str, notice: str
) -> HttpResponse:
    back = reverse("teams:case", args=[found.pk])
    if request.method == "POST" and attempt(form, verb, target, by=request.user):
        return done(request, back, notice)
    return ask(request, found, form, Question(verb=verb, tab="team", title=title, button=title, back=back))
