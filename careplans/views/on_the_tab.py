"""Pages that stand under the plan of a case: their header, their rights, and their forms."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.refusals import Denied
from patients.header import HEADER, case_page
from patients.models import Case
from patients.views.asking import Question, ask

CASE = tuple(f"case__{name}" for name in HEADER)


def page_of(case: Case, user: Any, perm: str) -> dict[str, Any]:
    """The header of a case for a page of one data class; Denied to somebody who may not see that class."""
    page = case_page(case, user, "plan")
    if perm not in page["rights"]:
        raise Denied(perm, "view", case)
    return page


def asked(
    request: HttpRequest, case: Case, form: Any, verb: Any, title: Any, back: str, **more: Any
) -> HttpResponse:
    """A verb's form as a page of its own; `back` is the name of the page it stands under."""
    button = more.pop("button", title)
    return ask(
        request, case, form, Question(verb, "plan", title, button, reverse(back, args=[case.pk]), **more)
    )


def number(request: HttpRequest) -> int:
    """Which one of a list was chosen, from 1; 0 for none. Codes of illnesses never stand in an address."""
    said = request.GET.get("n", "")
    return int(said) if said.isdecimal() and len(said) < 4 else 0
