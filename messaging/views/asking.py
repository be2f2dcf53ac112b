"""How the verbs of messaging ask: a page under the case header."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from patients.header import HEADER
from patients.models import Case
from patients.views.asking import Question, ask

CASE = tuple(f"case__{name}" for name in HEADER)


def tab_url(case: Case) -> str:
    """The messages of a case."""
    return reverse("messaging:case", args=[case.pk])


def asked(
    request: HttpRequest, case: Case, form: Any, verb: Any, title: Any, back: str, **more: Any
) -> HttpResponse:
    """A verb's form as a page of its own."""
    button = more.pop("button", title)
    return ask(request, case, form, Question(verb, "messages", title, button, back, **more))
