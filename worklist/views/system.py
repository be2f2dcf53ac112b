"""The system page: the engine in sentences, its channels and clocks, and what was given up, to be sent again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch, visible_to
from core.htmx import done, show
from core.refusals import Denied
from core.routes import route
from facilities.models import Facility
from worklist import actions, pulse, system


@route("GET", kind="session", event="none: counts without patient data")
def page(request: HttpRequest) -> HttpResponse:
    """Whether reminders go out, for supervisors and administrators."""
    places = _places(request.user)
    if not places:
        raise Denied("supervise", "view", Facility())
    now = pulse.read()
    dead = [{"place": place, "rows": system.given_up(place)[: system.SHOWN]} for place in places]
    context = {"pulse": now, "sentences": system.sentences(now), "ways": system.ways(now), "dead": dead}
    return show(request, "worklist/system.html", context | {"mends": _mends(request.user)})


@route(
    "POST", kind="admin", data="identity", does="worklist.send_again", thing="facilities.Facility", arg="pk",
    event="worklist.send_again",
)  # fmt: skip
def send_again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try once more what was given up of a facility."""
    place = fetch(Facility, pk, by=request.user, perm="manage_access")
    actions.send_again(place, by=request.user)
    return done(request, reverse("worklist:system"), _("They are tried again."))


def _places(user: Any) -> list[Facility]:
    """Where somebody keeps a team or gives access."""
    found = {
        place.pk: place
        for perm in ("manage_team", "manage_access")
        for place in visible_to(Facility, user, perm)
    }
    return sorted(found.values(), key=lambda place: place.name)


def _mends(user: Any) -> set[Any]:
    return set(visible_to(Facility, user, "manage_access").values_list("pk", flat=True))
