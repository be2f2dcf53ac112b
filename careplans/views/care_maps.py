"""Care maps on a case, each step with its day; and what varied, by cause and unit."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import record
from careplans.actions import care_maps as actions
from careplans.forms.care_maps import Because, DoStep, Period, StartCareMap
from careplans.models import PathwayStep
from careplans.queries import care_maps as queries
from careplans.views.on_the_tab import CASE, asked, page_of
from core import clock
from core.access import fetch, visible_to
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import fetch_case
from patients.views.asking import posted
from policy import ready

PAGE = "careplans:care-maps"
DAYS = timedelta(days=90)


@route("GET", kind="phi", data="plan", thing="patients.Case", arg="pk", event="view")
def care_maps(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The care maps of a case."""
    case = fetch_case(pk, by=request.user)
    page = page_of(case, request.user, "view_plan")
    return show(request, "careplans/care_maps.html", page | {"maps": queries.of_case(case)})


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.start_care_map", thing="patients.Case", arg="pk",
    event="careplans.start_care_map", parts=("form",),
)  # fmt: skip
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which care map, and from which day."""
    case = fetch_case(pk, by=request.user)
    today = clock.today(case.facility.tz)
    _version, maps = ready.care_maps(case.facility, clock.now())
    form = StartCareMap(posted(request), maps=maps, initial={"start_on": today})
    if request.method == "POST" and attempt(form, actions.start_care_map, case, by=request.user):
        return done(request, reverse(PAGE, args=[case.pk]), _("The care map has begun."))
    return asked(request, case, form, actions.start_care_map, _("Begin a care map"), PAGE)


@route("GET", kind="phi", data="plan", thing="careplans.PathwayStep", event="list")
def variance(request: HttpRequest) -> HttpResponse:
    """What was early, late or left out in a period, by cause and unit; only cases one may see are counted."""
    today = clock.today(timezone.get_current_timezone())
    form = Period(request.GET or None, initial={"since": today - DAYS, "until": today})
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    since, until = said.get("since") or today - DAYS, said.get("until") or today
    rows = queries.variance_by_cause_and_unit(visible_to(PathwayStep, request.user), since, until)
    record.seen([], by=request.user, at=clock.now(), verb="list_variance")
    page = {"form": form, "rows": [_in_words(row) for row in rows], "since": since, "until": until}
    return show(request, "careplans/variance.html", page)


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    causes, kinds = dict(PathwayStep.Cause.choices), dict(PathwayStep.Variance.choices)
    cause = causes[row["cause"]] if row["cause"] else _("Not said yet")
    return row | {"cause_words": cause, "kind": kinds[row["variance"]]}


def _verb(verb: Any, form: Callable[..., Any], title: Any, said: Any) -> Callable[..., HttpResponse]:
    """The page of one verb on a step: GET asks, POST does it and goes back to the care maps."""

    @route(
        "GET", "POST", kind="phi", data="plan", does=verb.verb_name, thing="careplans.PathwayStep", arg="pk",
        event=verb.verb_name, parts=("form",),
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row = fetch(PathwayStep, pk, by=request.user, related=(*CASE, "rules"))
        filled = form(posted(request), step=row)
        if request.method == "POST" and attempt(filled, verb, row, by=request.user):
            return done(request, reverse(PAGE, args=[row.case_id]), said)
        return asked(request, row.case, filled, verb, title, PAGE, lead=row.label)

    return view


do_step = _verb(actions.do_step, DoStep, gettext_lazy("Done"), gettext_lazy("The step is done."))
skip_step = _verb(
    actions.skip_step, Because, gettext_lazy("Leave out"), gettext_lazy("The step is left out.")
)
explain = _verb(
    actions.explain_late, Because, gettext_lazy("Say why it is late"), gettext_lazy("The cause is on record.")
)
