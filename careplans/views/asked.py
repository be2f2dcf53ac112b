"""The plan's verbs as forms: one view for each, under the case header, going back to where the person came from."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.actions import drop_draft
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done
from core.routes import route
from patients.header import HEADER
from patients.models import Case
from patients.views.asking import Question, ask, posted

CASE = tuple(f"case__{name}" for name in HEADER)


def tab_url(case: Case) -> str:
    """Where every verb of the plan goes back to."""
    return reverse("careplans:plan", args=[case.pk])


def place_of(row: Any) -> str:
    """The row itself on the plan, for a goal, a problem or a step."""
    name = row._meta.model_name
    return f"#{name}-{row.pk}" if name in ("goal", "problem", "intervention") else ""


def asked(
    verb: object, case: Case, title: Any, button: Any, lead: str = "", draft: str = "", page: str = ""
) -> Question:
    """A question of the plan tab; `draft` names the form whose text is kept while it is typed."""
    drafts = reverse("accounts:draft-about", args=[draft, case.reference]) if draft else ""
    return Question(verb, "plan", title, button, tab_url(case), lead, drafts, page or "cases/verb.html")


def verb_view(
    name: str,
    verb: Any,
    model: Any,
    form_class: Any,
    title: Any,
    button: Any,
    said: Any,
    *,
    draft: str = "",
    page: str = "",
    related: tuple[str, ...] = CASE,
    names: tuple[str, ...] = (),
) -> Callable[..., HttpResponse]:
    """The view of a verb on one row: GET shows its form, POST does it and goes back to the plan."""

    @route(
        "GET", "POST", kind="phi", data="plan", does=verb.verb_name, thing=model._meta.label, arg="pk",
        event=verb.verb_name, parts=("form",), names=names,
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row: Any = fetch(model, pk, by=request.user, related=related)
        must_be_able(request.user, verb, row)
        form = form_class(posted(request), row=row, user=request.user, **_begins(form_class, request))
        if request.method == "POST" and attempt(form, verb, row, by=request.user):
            if draft:
                drop_draft(request.user, by=request.user, form=draft, about=row.case.reference)
            return done(request, tab_url(row.case) + place_of(row), said)
        lead = getattr(row, "words", "")
        return ask(request, row.case, form, asked(verb, row.case, title, button, lead, draft, page))

    view.__name__ = name
    return view


def _begins(form_class: Any, request: HttpRequest) -> dict[str, Any]:
    """What a link brings along: the problem a new goal serves, the version that was read."""
    names = set(getattr(form_class, "brought", ()))
    return {"initial": {name: request.GET[name] for name in names if name in request.GET}} if names else {}
