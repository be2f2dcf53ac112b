"""Handing over: offering, asking, and the page on which somebody answers."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch
from core.actions import available
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import HEADER, case_page
from patients.views.asking import Question, ask, posted
from teams import actions, handing, holders, queries
from teams.forms.responsibilities import AnswerForm, NoForm, ToForm, WhyForm
from teams.models import Assignment, Responsibility, Transfer

OF_CASE = tuple(f"case__{name}" for name in (*HEADER, "patient", "team"))
OF_ROW = ("holder", "practitioner", *OF_CASE)
OF_OFFER = ("from_user", "to_user", "answer_by", "created_by", "responsibility", "assignment", *OF_CASE)


@route(
    "GET", "POST", kind="phi", data="case", does="teams.offer", thing="teams.Responsibility", arg="pk",
    event="teams.offer", names=("to",), parts=("form",),
)  # fmt: skip
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer what one answers for to a colleague."""
    row = fetch(Responsibility, pk, by=request.user, related=OF_ROW)
    rule = holders.rules_of(row.case).get(row.activity)
    form = ToForm(posted(request), people=queries.could_receive(row.case, rule, but=request.user))
    title = _("Offer: %(what)s") % {"what": rule.label if rule else row.activity}
    return _open(request, row, form, actions.offer, title)


@route(
    "GET", "POST", kind="phi", data="case", does="teams.ask", thing="teams.Responsibility", arg="pk",
    event="teams.ask", parts=("form",),
)  # fmt: skip
def ask_for(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask whoever answers for something to hand it over."""
    row = fetch(Responsibility, pk, by=request.user, related=OF_ROW)
    title = _("Ask %(name)s for: %(what)s") % {
        "name": row.who, "what": holders.rules_of(row.case).label(row.activity),
    }  # fmt: skip
    return _open(request, row, WhyForm(posted(request), optional=True), actions.ask, title, _("Ask"))


@route(
    "GET", "POST", kind="phi", data="case", does="teams.offer_part", thing="teams.Assignment", arg="pk",
    event="teams.offer_part", names=("to",), parts=("form",),
)  # fmt: skip
def offer_part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Offer a whole part in a case to a colleague."""
    part = fetch(Assignment, pk, by=request.user, related=("user", *OF_CASE))
    people = queries.could_take_over(part).exclude(pk__in=[request.user.pk])
    title = _("Offer the part of %(name)s") % {"name": part.user.short}
    return _open(request, part, ToForm(posted(request), people=people), actions.offer_part, title)


@route("GET", kind="phi", data="case", thing="teams.Transfer", arg="pk", event="view")
def transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is handed over, from whom to whom, and what one can say to it."""
    found = fetch(Transfer, pk, by=request.user, related=OF_OFFER)
    return _page(request, found, AnswerForm(), NoForm())


@route(
    "POST", kind="phi", data="case", does="teams.accept", thing="teams.Transfer", arg="pk", event="teams.accept",
)  # fmt: skip
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say yes."""
    found, form = fetch(Transfer, pk, by=request.user, related=OF_OFFER), AnswerForm(request.POST)
    if attempt(form, actions.accept, found, by=request.user):
        return done(request, reverse("teams:case", args=[found.case_id]), _("Handed over."))
    return _page(request, found, form, NoForm())


@route(
    "POST", kind="phi", data="case", does="teams.reject", thing="teams.Transfer", arg="pk", event="teams.reject",
)  # fmt: skip
def reject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no, and why; whoever it does not ask is told so before their words are looked at."""
    found, form = fetch(Transfer, pk, by=request.user, related=OF_OFFER), NoForm(request.POST)
    handing.must_answer(found, request.user)
    if attempt(form, actions.reject, found, by=request.user):
        return done(request, reverse("home"), _("They are told that you said no."))
    return _page(request, found, AnswerForm(), form)


@route(
    "POST", kind="phi", data="case", does="teams.revoke", thing="teams.Transfer", arg="pk", event="teams.revoke",
)  # fmt: skip
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back one's own offer or wish."""
    found, form = fetch(Transfer, pk, by=request.user, related=OF_OFFER), AnswerForm(request.POST)
    if attempt(form, actions.revoke, found, by=request.user):
        return done(request, reverse("teams:case", args=[found.case_id]), _("Taken back."))
    return _page(request, found, form, NoForm())


def _open(
    request: HttpRequest, thing: Any, form: Any, verb: Any, title: str, button: str = ""
) -> HttpResponse:
    """Ask and do; without a button of its own the page offers the colleagues as buttons, so that it takes one press."""
    back = reverse("teams:case", args=[thing.case_id])
    if request.method == "POST" and attempt(form, verb, thing, by=request.user):
        return done(request, back, _("They are told. Until they answer, nothing changes."))
    question = Question(verb=verb, tab="team", title=title, button=button, back=back)
    question = question if button else replace(question, page="teams/to_whom.html")
    return ask(request, thing.case, form, question)


def _page(request: HttpRequest, found: Transfer, yes: Any, no: Any) -> HttpResponse:
    page = case_page(found.case, request.user, "team")
    verbs = available(found, request.user, actions.accept, actions.reject, actions.revoke)
    mine = found.answer_by_id == request.user.pk and not found.is_over
    page |= {"transfer": found, "yes": yes, "no": no, "what": holders.words_of(found)}
    page |= {"may_answer": mine and "accept" in verbs}
    page |= {"may_revoke": found.created_by_id == request.user.pk and "revoke" in verbs}
    status = next((form.status for form in (yes, no) if form.is_bound), 200)
    return show(request, "teams/transfer.html", page, status=status)
