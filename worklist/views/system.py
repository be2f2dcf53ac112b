"""The system page: the engine in sentences, its channels and clocks, and what was given up, to be sent again."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch, visible_to
from core.htmx import done, show
from core.routes import route
from facilities.models import Facility
from worklist import actions, pulse, system


@route("GET", kind="session", event="none: counts without patient data")
def page(request: HttpRequest) -> HttpResponse:
    """Whether reminders go out, for supervisors and administrators."""
    mends = list(visible_to(Facility, request.user, "manage_access").order_by("name"))
    places = mends or list(visible_to(Facility, request.user, "manage_team"))
    if not places:
        raise PermissionDenied(_("This page is for supervisors and administrators."))
    now = pulse.read()
    context = {"pulse": now, "sentences": system.sentences(now), "ways": system.ways(now), "mends": mends}
    context["clocks"] = system.clocks(now)
    context["dead"] = system.given_up(places).order_by("-created_at")[: system.SHOWN]
    return show(request, "worklist/system.html", context)


@route(
    "POST", kind="admin", data="identity", does="worklist.send_again", thing="facilities.Facility", arg="pk",
    event="worklist.send_again",
)  # fmt: skip
def send_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try once more what was given up of a facility."""
    place = fetch(Facility, pk, by=request.user, perm="manage_access")
    actions.send_again(place, by=request.user)
    return done(request, reverse("worklist:system"), _("They are tried again."))
