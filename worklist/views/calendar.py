"""My calendar: whom I meet when, and when I can be booked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.htmx import attempt, done, show
from core.localtime import start_of_day
from core.routes import route
from worklist import actions, queries
from worklist.forms.promises import OfferForm


@route("GET", kind="phi", data="work", thing="worklist.Appointment", event="list")
def calendar(request: HttpRequest) -> HttpResponse:
    """The agenda from today on, with what was not settled before, and the times one offers."""
    user: Any = request.user
    since = start_of_day(clock.today(user.tz), user.tz)
    meetings = list(queries.agenda(user, since).order_by("starts_at", "pk")[:200])
    record.seen(meetings, by=user, at=clock.now(), verb="list")
    context = {"meetings": meetings, "offered": queries.offered(user, since)[:100], "now": clock.now()}
    return show(request, "worklist/calendar.html", context)


@route(
    "GET",
    "POST",
    kind="session",
    does="worklist.offer_own_time",
    event="worklist.offer_own_time",
    names=("facility",),
)
def offer(request: HttpRequest) -> HttpResponse:
    """Offer a time in which one can be booked."""
    form = OfferForm(request.POST or None, user=request.user)
    if request.method == "POST" and attempt(form, actions.offer_own_time, request.user, by=request.user):
        return done(request, reverse("worklist:calendar"), _("Time offered."))
    context = {"form": form, "title": _("Offer a time")}
    return show(request, "worklist/offer.html", context, status=getattr(form, "status", 200))
