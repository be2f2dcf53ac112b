"""Where a supervisor's day begins: load, what is breached, what nobody holds; every number opens its list."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.htmx import show
from core.routes import route
from supervision import board


@route("GET", kind="phi", data="case", event="list_team")
def team(request: HttpRequest) -> HttpResponse:
    """The numbers and the loads of the teams one supervises."""
    teams = board.teams(request.user)
    found = board.numbers(request.user)
    record.seen([], by=request.user, at=clock.now(), verb="list_team")
    tiles = [
        {"number": number, "value": found[name], "url": reverse("supervision:list", args=[name])}
        for name, number in board.NUMBERS.items()
    ]
    context = {"teams": teams, "tiles": tiles, "people": board.carrying(request.user, teams)}
    return show(request, "supervision/team.html", context)


@route("GET", kind="phi", data="case", event="list", extra={"arguments": {"name": "unassigned"}})
def listed(request: HttpRequest, name: str) -> HttpResponse:
    """The list behind a number."""
    if name not in board.NUMBERS:
        raise Http404
    number = board.NUMBERS[name]
    return _list(request, str(number.label), number.kind, board.listed(name, request.user))


@route("GET", kind="phi", data="case", thing="accounts.User", arg="pk", event="list")
def load(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The parts behind the load of somebody who works where one's teams do."""
    person = board.colleague(request.user, pk)
    title = _("What %(name)s carries") % {"name": person.short}
    return _list(request, title, "part", board.parts_of(request.user, pk))


def _list(request: HttpRequest, title: str, kind: str, rows: list[Any]) -> HttpResponse:
    record.seen(rows, by=request.user, at=clock.now(), verb="list")
    context = {"title": title, "kind": kind, "rows": rows, "capped": len(rows) >= board.SHOWN}
    return show(request, "supervision/list.html", context)
