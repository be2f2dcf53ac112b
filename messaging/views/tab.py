"""The messages of one case: who knows of a change, which loops are open, what is talked about."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from audit import record
from core import clock
from core.access import fetch
from core.htmx import show
from core.routes import route
from messaging.queries import changes, loops, threads
from patients.header import case_page, fetch_case
from patients.models import Case
from worklist.queries import my_cases

# Who reads health information, or works on the case, sees that something changed; an advocate does neither.
SEES_CHANGES = {"view_clinical", "edit_work"}


@route("GET", kind="phi", data="work", thing="patients.Case", arg="pk", event="view", parts=("changes",))
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Changes of condition with who knows, open loops by age, conversations with what is unread."""
    found, user = fetch_case(pk, by=request.user, perm="view_work", listed=True), request.user
    page: dict[str, Any] = case_page(found, user, "messages")
    rights = page["rights"]
    page["rounds"] = changes.of_case(found, user, rights) if SEES_CHANGES & set(rights) else []
    page["token"] = changes.token_of(page["rounds"])
    page |= {"sees_changes": bool(SEES_CHANGES & set(rights)), "relays": loops.of_case(found)}
    page["threads"] = threads.of_case(found, user, rights)
    seen = [found, *(each.change for each in page["rounds"]), *page["relays"], *page["threads"]]
    record.seen(seen, by=user, at=clock.now())
    return show(request, "messaging/case.html", page, part="changes")


@route(
    "GET", kind="phi", data="work", thing="patients.Case", arg="pk", event="none: a token without content",
    activity=False,
)  # fmt: skip
def knows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A token that changes when somebody learns of a change; no content, and asking keeps no session alive."""
    found = fetch(Case, pk, by=request.user, perm="view_work", listed=True)
    answer = HttpResponse(status=204)
    answer["ETag"] = changes.token(found)
    return answer


@route("GET", kind="phi", data="case", thing="patients.Case", event="list")
def choose_change(request: HttpRequest) -> HttpResponse:
    """Whose condition changed."""
    return _choose(request, "change")


@route("GET", kind="phi", data="case", thing="patients.Case", event="list")
def choose_relay(request: HttpRequest) -> HttpResponse:
    """With whom something is passed on."""
    return _choose(request, "relay")


def _choose(request: HttpRequest, kind: str) -> HttpResponse:
    cases = list(my_cases(request.user)[:200])
    record.seen(cases, by=request.user, at=clock.now(), verb="list")
    return show(request, "messaging/choose.html", {"cases": cases, "kind": kind})
