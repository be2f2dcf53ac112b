"""How the verbs of messaging ask: a page under the case header, and the way back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from core.access import can
from core.refusals import Denied
from patients.header import HEADER
from patients.models import Case
from patients.views.asking import Question, ask

CASE = tuple(f"case__{name}" for name in HEADER)


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where somebody came from, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else otherwise


def tab_url(case: Case) -> str:
    """The messages of a case."""
    return reverse("messaging:case", args=[case.pk])


def must_be_able(user: Any, verb: Any, row: Any) -> None:
    """Denied (403, on record) unless the person holds the verb's permission on the row."""
    if not can(user, verb.perm, row):
        raise Denied(verb.perm, verb.verb_name, row)


def asked(
    request: HttpRequest, case: Case, form: Any, verb: Any, title: Any, back: str, **more: Any
) -> HttpResponse:
    """A verb's form as a page of its own."""
    button = more.pop("button", title)
    return ask(request, case, form, Question(verb, "messages", title, button, back, **more))
