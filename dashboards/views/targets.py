"""What a house aims at: every measure with its target, and the page that sets one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from dashboards import actions, queries
from dashboards.forms import TargetForm
from dashboards.metrics import known
from dashboards.views.teams import measure_or_404
from facilities.models import Facility


@route("GET", kind="admin", data="quality", event="list")
def targets(request: HttpRequest) -> HttpResponse:
    """Every measure with what each of one's houses aims at."""
    places = queries.places(request.user)
    record.seen(places, by=request.user, at=clock.now(), verb="list")
    found = [(place, _rows(place)) for place in places]
    return show(request, "dashboards/targets.html", {"places": found})


@route(
    "GET", "POST", kind="admin", data="quality", does="dashboards.set_target", thing="facilities.Facility", arg="pk",
    event="dashboards.set_target", extra={"arguments": {"name": "breaching"}}, parts=("form",),
)  # fmt: skip
def target(request: HttpRequest, pk: UUID, name: str) -> HttpResponse:
    """Set the target of one measure."""
    measure = measure_or_404(name)
    place = fetch(Facility, pk, by=request.user, perm="manage_policy")
    must_be_able(request.user, actions.set_target, place)
    row = queries.targets_at(place).get(name)
    start = {"value": row.value.normalize(), "source": row.source} if row else None
    form = TargetForm(request.POST or None, initial=start)
    if request.method == "POST" and attempt(form, actions.set_target, place, by=request.user, measure=name):
        return done(request, reverse("dashboards:targets"), _("The target is set."))
    context: dict[str, Any] = {"form": form, "measure": measure, "place": place}
    return show(request, "dashboards/target.html", context, part="form", status=getattr(form, "status", 200))


def _rows(place: Facility) -> list[tuple[Any, Any, str]]:
    set_ = queries.targets_at(place)
    return [
        (each, set_.get(each.name), reverse("dashboards:target", args=[place.pk, each.name]))
        for each in known()
    ]
