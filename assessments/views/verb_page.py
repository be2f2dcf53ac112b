"""How the verbs of the whole person ask: a page under the case header; inside another page htmx takes the answer alone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import HEADER, case_page, fetch_case
from patients.models import Case
from patients.views.asking import Question, back_to, posted

CASE = tuple(f"case__{name}" for name in HEADER)
TAB = "assess"


def asked(
    request: HttpRequest, case: Case, form: Any, verb: Any, title: Any, back: str, **more: Any
) -> HttpResponse:
    """A verb's form as a page of its own; that it may be done was said on the row, which may be of another class."""
    page = case_page(case, request.user, TAB)
    button = more.pop("button", title)
    page |= {"form": form, "question": Question(verb, TAB, title, button, back, **more), "gaps": []}
    return show(request, page["question"].page, page, part="form", status=getattr(form, "status", 200))


def page(name: str, case: Case) -> str:
    """One of the pages of the whole person."""
    return reverse(f"assessments:{name}", args=[case.pk])


def verb_view(
    model: Any,
    verb: Any,
    form: Callable[..., Any],
    title: Any,
    said: Any,
    *,
    data: str,
    back: str,
    related: tuple[str, ...] = (),
    names: tuple[str, ...] = (),
    part: Callable[[HttpRequest, Case], HttpResponse] | None = None,
    lead: Callable[[Any], Any] = lambda row: "",
    **more: Any,
) -> Callable[..., HttpResponse]:
    """The page of one verb on a row of a case, or on the case itself: GET asks, POST does it and goes back.

    `form(data, row)` makes the form; `part` answers htmx with the block that changed, in its place; `lead` says of the
    row what is asked about.
    """
    on_case = model is Case

    @route(
        "GET", "POST", kind="phi", data=data, does=verb.verb_name, thing=model._meta.label, arg="pk",
        event=verb.verb_name, parts=("form",), names=names,
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        user = request.user
        row: Any = (
            fetch_case(pk, by=user) if on_case else fetch(model, pk, by=user, related=(*CASE, *related))
        )
        case = row if on_case else row.case
        must_be_able(user, verb, row)
        filled = form(posted(request), row)
        if request.method == "POST" and attempt(filled, verb, row, by=user):
            if part is not None and getattr(request, "htmx", False):
                return part(request, case)
            return done(request, back_to(request, page(back, case)), said)
        return asked(request, case, filled, verb, title, page(back, case), lead=lead(row), **more)

    view.__name__ = verb.verb_name.split(".")[1]
    return view
