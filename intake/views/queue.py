"""The queue, its change token, and the answer that whoever asked reads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from audit import record
from core import clock
from core.access import OWN, fetch, visible_to
from core.htmx import show
from core.keyset import Page
from core.routes import route
from facilities.models import Facility
from intake import queries
from intake.forms.queue import QueueFilter
from intake.models import IntakeAnswer
from policy import queries as rules

PAGE = "intake/queue.html"


@route("GET", kind="phi", data="intake", event="list", parts=("rows", "arrivals"))
def queue(request: HttpRequest) -> HttpResponse:
    """Who waits for a first contact, the nearest breach first."""
    user: Any = request.user
    faces, needs = rules.tier_words(clock.now())
    asked = QueueFilter.of(request, units=queries.units(user), faces=faces)
    if _polled(request):
        return _arrivals(request, asked.cleaned_data["since"])
    page = queries.page_of(asked.narrow(queries.waiting(user)), **_cursors(request))
    queries.dress(page.rows, faces, needs)
    record.seen(page.rows, by=user, at=clock.now(), verb="list")
    numbers = queries.numbers(user)
    context = {"filter": asked, "page": page, "numbers": numbers, "links": _links(request, page)}
    context["registers"] = visible_to(Facility, user, "edit_ids").exists()
    return show(request, PAGE, context | {"since": numbers["newest"] or clock.now()}, part="rows")


def _arrivals(request: HttpRequest, since: datetime | None) -> HttpResponse:
    """How many have come since the page was loaded; the rows stay as they are."""
    return show(request, PAGE, {"since": since, "new": queries.newer(request.user, since)}, part="arrivals")


def _cursors(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("after", "before")}


def _polled(request: HttpRequest) -> bool:
    """Whether the page asks again how many have come since."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and htmx.target == "arrivals"


def _links(request: HttpRequest, page: Page) -> dict[str, str]:
    """The addresses of the pages around this one, with the same filters."""
    asked = request.GET.copy()
    for name in ("after", "before", "since"):
        asked.pop(name, None)
    around = {"older": ("after", page.after), "newer": ("before", page.before)}
    found = {}
    for way, (name, cursor) in around.items():
        if cursor:
            asked[name] = cursor
            found[way] = f"{request.path}?{asked.urlencode()}"
            del asked[name]
    return found


@route("GET", kind="phi", data="intake", event="none: a token without content", activity=False)
def live(request: HttpRequest) -> HttpResponse:
    """A token that changes when somebody new waits; no content, and asking keeps no session alive."""
    answer = HttpResponse(status=204)
    answer["ETag"] = queries.token(request.user)
    return answer


@route("GET", kind="session", thing="intake.IntakeAnswer", arg="pk", event="view")
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What became of a request one made, for the colleague who made it."""
    found = fetch(IntakeAnswer, pk, by=request.user, perm=OWN, related=("said_by",))
    return show(request, "intake/answer.html", {"answer": found})
