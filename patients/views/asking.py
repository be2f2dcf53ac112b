"""A verb on a case as a page of its own: its form under the case header, with what is still missing above it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from core.htmx import show
from core.refusals import Denied
from patients.header import case_page
from patients.models import Case


@dataclass(frozen=True)
class Question:
    """How a verb asks: the tab it belongs to, its words, the page to go back to, where drafts are kept, and its template."""

    verb: Any
    tab: str
    title: Any
    button: Any
    back: str
    lead: Any = ""
    draft_url: str = ""
    page: str = "cases/verb.html"


def posted(request: HttpRequest) -> Any:
    """What was sent, also when it is empty: a verb that asks nothing is still answered. None when nothing was."""
    return request.POST if request.method == "POST" else None


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where somebody came from, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if safe else otherwise


def page_for(request: HttpRequest, case: Case, question: Question) -> dict[str, Any]:
    """The case page that a verb is asked on; Denied to somebody who may not do it anyway."""
    page = case_page(case, request.user, question.tab)
    if question.verb.perm not in page["rights"]:
        raise Denied(question.verb.perm, question.verb.verb_name, case)
    return page


def ask(
    request: HttpRequest,
    case: Case,
    form: BaseForm,
    question: Question,
    gaps: Iterable[str] = (),
    page: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form of a verb, empty or with what was wrong; `page` is that of `page_for`, where it was asked for before."""
    page = page_for(request, case, question) if page is None else page
    page |= {"form": form, "question": question, "gaps": list(gaps)}
    return show(request, question.page, page, part="form", status=getattr(form, "status", 200))
