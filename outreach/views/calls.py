"""The call list, and the panel in which one attempt is logged."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock, wording
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from outreach import forms, protocol
from outreach.queries import calls as queries
from patients.models import Case
from patients.views.asking import back_to, posted
from worklist import actions as work
from worklist.models import ContactAttempt, Item
from worklist.views.standing import stood

LIST, PANEL = "outreach/calls.html", "outreach/log.html"


@route("GET", kind="phi", data="work", thing="worklist.Item", event="list", parts=("rows",))
def calls(request: HttpRequest) -> HttpResponse:
    """Whom I call now: breach first, then whoever is best reached at this time of day, then tier."""
    user: Any = request.user
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    found = queries.page(user, after=after, before=before)
    record.seen(found.rows, by=user, at=clock.now(), verb="list")
    return show(request, LIST, {"page": found, "now": clock.now()}, part="rows")


@route(
    "GET", "POST", kind="phi", data="work", does="worklist.log_contact", thing="worklist.Item", arg="pk",
    event="worklist.log_contact", parts=("panel",),
)  # fmt: skip
def log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One row of the list: outcome, and the next attempt schedules itself."""
    item, case = _fetch(request, pk)
    form = forms.CallForm(posted(request), item=item)
    if request.method == "POST":
        made = attempt(form, work.log_contact, case, by=request.user, item=item)
        if made:
            return done(request, back_to(request, reverse("outreach:calls")), said(made))
    page = {"item": queries.one(item, request.user), "form": form, "next": back_to(request, "")}
    page |= {"outreach": protocol.running(case, item.target_person), **stood(request, form)}
    return show(request, PANEL, page, part="panel", status=getattr(form, "status", 200))


def said(made: ContactAttempt) -> str:
    """What came of a logged attempt, in words."""
    found = protocol.running(made.case, made.person)
    if found is not None and found.since <= made.at and found.item is not None:
        zone = made.case.facility.tz
        when = wording.exact(found.item.due_at, clock.now(), zone) if found.item.due_at else ""
        return _("Nobody reached: the unable-to-reach protocol runs. Next: %(what)s, %(when)s.") % {
            "what": found.item.what,
            "when": when,
        }
    return _("Contact logged.")


def _fetch(request: HttpRequest, pk: UUID) -> tuple[Item, Case]:
    """A piece of work on a case that may be worked on."""
    item = fetch(Item, pk, by=request.user, related=queries.RELATED)
    if item.case is None:
        raise Http404
    must_be_able(request.user, work.log_contact, item)
    return item, item.case
