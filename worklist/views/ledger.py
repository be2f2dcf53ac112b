"""The ledger of promises: of a case, of oneself, of somebody whose team one supervises."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.models import User
from audit import record
from core import clock
from core.htmx import show
from core.routes import route
from patients.header import case_page, fetch_case
from worklist import ledger
from worklist.set_up import KEPT, kept_in_folder
from worklist.supervised import person_or_404

CASE, PERSON = "worklist/case_ledger.html", "worklist/ledger.html"


@route("GET", kind="phi", data="work", thing="patients.Case", arg="pk", event="view")
def of_case(request: HttpRequest, pk: Any) -> HttpResponse:
    """Each promise on a case, each delivery, each reading."""
    case = fetch_case(pk, by=request.user, perm="view_work")
    context = case_page(case, request.user, "work") | {
        "page": ledger.of_case(case, request.GET.get("after", "")),
        "folder": _folder(),
    }
    return show(request, CASE, context)


@route("GET", kind="phi", data="work", thing="worklist.Reminder", event="list_ledger")
def mine(request: HttpRequest) -> HttpResponse:
    """What was promised to and told to oneself."""
    user: Any = request.user
    page = ledger.of_person(user, request.GET.get("after", ""), by=user, perm="view_work")
    record.seen(page.about, by=user, at=clock.now(), verb="list_ledger")
    return show(request, PERSON, {"page": page, "who": user, "own": True, "folder": _folder()})


@route("GET", kind="phi", data="work", thing="accounts.User", arg="pk", event="list_ledger")
def of_person(request: HttpRequest, pk: Any) -> HttpResponse:
    """What was promised to and told to a member of one's team, on the cases one supervises."""
    who: User = person_or_404(request.user, pk)
    page = ledger.of_person(who, request.GET.get("after", ""), by=request.user, perm="supervise")
    record.seen(page.about, by=request.user, at=clock.now(), verb="list_ledger")
    return show(request, PERSON, {"page": page, "who": who, "own": False, "folder": _folder()})


def _folder() -> str:
    """What "sent" means where mail is not set up; empty elsewhere."""
    return str(KEPT) if kept_in_folder() else ""
