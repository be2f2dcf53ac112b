"""The verbs of one row as forms: one view for each, under the case header, going back to the page of the row."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done
from core.routes import route
from patients.header import HEADER
from patients.views.asking import Question, ask, posted
from referrals.models import Choice, Referral

CASE = tuple(f"case__{name}" for name in HEADER)


def page_of(row: Referral | Choice) -> str:
    """Where a row stands."""
    name = "referral" if isinstance(row, Referral) else "choice"
    return reverse(f"referrals:{name}", args=[row.pk])


def question(verb: Any, title: Any, button: Any, back: str, lead: Any = "", page: str = "") -> Question:
    """A question of the discharge tab."""
    return Question(verb, "discharge", title, button, back, lead, page=page or "cases/verb.html")


def verb_view(
    name: str, verb: Any, form_class: Any, title: Any, said: Any, lead: Any = ""
) -> Callable[..., HttpResponse]:
    """The view of a verb on one referral: GET shows its form, POST does it and goes back to the referral."""

    @route(
        "GET", "POST", kind="phi", data="discharge", does=verb.verb_name, thing="referrals.Referral", arg="pk",
        event=verb.verb_name, parts=("form",),
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row = fetch(Referral, pk, by=request.user, related=(*CASE, "service"))
        must_be_able(request.user, verb, row)
        form = form_class(posted(request), referral=row, initial=_as_it_is(form_class, row))
        if request.method == "POST" and attempt(form, verb, row, by=request.user):
            return done(request, page_of(row), said)
        return ask(
            request, row.case, form, question(verb, title, title, page_of(row), lead or row.service.name)
        )

    view.__name__ = name
    return view


def _as_it_is(form_class: Any, row: Referral) -> dict[str, Any]:
    """What the record says already of a form's fields."""
    names = [name for name in form_class.base_fields if hasattr(row, name)]
    return {name: getattr(row, name) for name in names if name not in ("words", "started_at")}
