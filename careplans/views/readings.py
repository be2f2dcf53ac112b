"""Readings from home: typed in, with the limits of this patient beside them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from careplans.actions import readings as actions
from careplans.forms.readings import EndLimits, RecordReading, SetLimits
from careplans.models import Reading, Threshold
from careplans.queries import readings as queries
from careplans.views.on_the_tab import CASE, asked, page_of
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import fetch_case
from patients.views.asking import posted

PAGE = "careplans:readings"


@route(
    "GET", "POST", kind="phi", data="discharge", does="careplans.record_reading", thing="patients.Case", arg="pk",
    event="careplans.record_reading", parts=("form",),
)  # fmt: skip
def readings(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The limits, what was measured, and a line to type the next one."""
    case = fetch_case(pk, by=request.user)
    page = page_of(case, request.user, "view_discharge")
    form = RecordReading(posted(request), case=case)
    if request.method == "POST":
        must_be_able(request.user, actions.record_reading, case)
        if made := attempt(form, actions.record_reading, case, by=request.user):
            return done(request, reverse(PAGE, args=[case.pk]), _said(made))
    page |= queries.page(case) | {"form": form}
    return show(request, "careplans/readings.html", page, part="form", status=getattr(form, "status", 200))


@route(
    "GET", "POST", kind="phi", data="discharge", does="careplans.set_limits", thing="patients.Case", arg="pk",
    event="careplans.set_limits", parts=("form",),
)  # fmt: skip
def set_limits(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Between which values this patient is well."""
    case = fetch_case(pk, by=request.user)
    form = SetLimits(posted(request))
    if request.method == "POST" and attempt(form, actions.set_limits, case, by=request.user):
        return done(request, reverse(PAGE, args=[case.pk]), _("The limits hold."))
    return asked(request, case, form, actions.set_limits, _("Set limits"), PAGE)


@route(
    "GET", "POST", kind="phi", data="discharge", does="careplans.end_limits", thing="careplans.Threshold", arg="pk",
    event="careplans.end_limits", parts=("form",),
)  # fmt: skip
def end_limits(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Until when limits hold."""
    row = fetch(Threshold, pk, by=request.user, related=CASE)
    form = EndLimits(posted(request))
    if request.method == "POST" and attempt(form, actions.end_limits, row, by=request.user):
        return done(request, reverse(PAGE, args=[row.case_id]), _("They end."))
    return asked(request, row.case, form, actions.end_limits, _("End the limits"), PAGE)


def _said(made: Reading) -> str:
    if not made.out_of_range:
        return _("Recorded.")
    who = made.item.owner.short if made.item and made.item.owner else ""
    return (
        _("Outside the limits: %(who)s looks at it.") % {"who": who}
        if who
        else _("Outside the limits: work is open.")
    )
