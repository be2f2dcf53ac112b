"""How the verbs of reaching patients ask: a page under the case header, and the way back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.access import fetch
from core.htmx import attempt, done
from core.routes import route
from patients.header import HEADER
from patients.models import Case
from patients.views.asking import Question, ask, posted

CASE = tuple(f"case__{name}" for name in HEADER)
TAB = "calls"


def tab_url(case: Case) -> str:
    """The calls of a case."""
    return reverse("outreach:case", args=[case.pk])


def asked(
    request: HttpRequest, case: Case, form: Any, verb: Any, title: Any, back: str = "", **more: Any
) -> HttpResponse:
    """A verb's form as a page of its own."""
    button = more.pop("button", title)
    return ask(request, case, form, Question(verb, TAB, title, button, back or tab_url(case), **more))


def verb_view(
    model: Any, verb: Any, form: Callable[..., Any], title: Any, said: Any, related: tuple[str, ...] = ()
) -> Callable[..., HttpResponse]:
    """The page of one verb on a row of a case: GET asks, POST does it and goes back to the calls of the case."""

    @route(
        "GET", "POST", kind="phi", data="work", does=verb.verb_name, thing=model._meta.label, arg="pk",
        event=verb.verb_name, parts=("form",),
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row = fetch(model, pk, by=request.user, related=(*CASE, *related))
        filled = form(posted(request), row)
        if request.method == "POST" and attempt(filled, verb, row, by=request.user):
            return done(request, tab_url(row.case), said)
        return asked(request, row.case, filled, verb, title)

    return view
