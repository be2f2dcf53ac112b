"""A hand-over sheet: read as far as one may see its cases now, printed, accepted by name."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import record
from core import clock
from core.access import fetch
from core.htmx import attempt, done, show
from core.routes import route
from supervision import actions, reading
from teams.models import Handover

RELATED = ("from_user", "to_user", "accepted_by", "absence", "facility")


@route("GET", kind="phi", data="quality", thing="teams.Handover", arg="pk", event="view")
def handover(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet."""
    return _sheet(request, fetch(Handover, pk, by=request.user, related=RELATED), Form())


@route(
    "GET", "POST", kind="phi", data="quality", does="supervision.accept_handover", thing="teams.Handover", arg="pk",
    event="supervision.accept_handover",
)  # fmt: skip
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept the sheet by name."""
    row = fetch(Handover, pk, by=request.user, related=RELATED)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(form, actions.accept_handover, row, by=request.user):
        return done(request, reverse("supervision:handover", args=[pk]), _("Accepted in your name."))
    return _sheet(request, row, form)


def _sheet(request: HttpRequest, row: Handover, form: Any) -> HttpResponse:
    entries, cases = reading.entries(row, request.user)
    record.seen(cases, by=request.user, at=clock.now(), verb="list")
    hidden = len(row.sheet["cases"]) - len(entries)
    context = {"sheet": row, "entries": entries, "hidden": hidden, "form": form}
    return show(request, "supervision/handover.html", context, status=getattr(form, "status", 200))
