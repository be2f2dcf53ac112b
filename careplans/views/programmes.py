"""Programmes of a case: in which it is, which rules of the others are met, not met or not known."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from careplans.actions import programmes as actions
from careplans.forms.programmes import Enrol, LeaveProgramme
from careplans.models import Enrolment
from careplans.queries import programmes as queries
from careplans.views.on_the_tab import CASE, asked, number, page_of
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import fetch_case
from patients.models import Case
from patients.views.asking import posted

PAGE = "careplans:programmes"


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.enrol", thing="patients.Case", arg="pk",
    event="careplans.enrol", parts=("form",),
)  # fmt: skip
def programmes(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The programmes of a case; with `?n=` one that it could enter, with what is still to be asked."""
    case = fetch_case(pk, by=request.user)
    page = page_of(case, request.user, "view_plan")
    page |= queries.page(case, judged="edit_plan" in page["rights"])
    offer = _chosen(request, case, page["open"])
    if offer is None:
        return show(request, "careplans/programmes.html", page)
    form = Enrol(posted(request), programme=offer["programme"])
    if request.method == "POST" and attempt(form, actions.enrol, case, by=request.user):
        return done(request, reverse(PAGE, args=[case.pk]), _("The patient is in the programme."))
    page |= {"form": form, "offer": offer}
    return show(request, "careplans/programme.html", page, part="form", status=getattr(form, "status", 200))


def _chosen(request: HttpRequest, case: Case, offers: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What somebody wants to enter; whoever asks for anything at all must be able to."""
    code, n = request.POST.get("programme"), number(request)
    if n or request.method == "POST":
        must_be_able(request.user, actions.enrol, case)
    if code:
        return next((each for each in offers if each["programme"].code == code), None)
    return offers[n - 1] if 0 < n <= len(offers) else None


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.leave_programme", thing="careplans.Enrolment", arg="pk",
    event="careplans.leave_programme", parts=("form",),
)  # fmt: skip
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """For which reason the patient leaves."""
    row = fetch(Enrolment, pk, by=request.user, related=(*CASE, "rules"))
    form = LeaveProgramme(posted(request), programme=queries.programme_of(row))
    if request.method == "POST" and attempt(form, actions.leave_programme, row, by=request.user):
        return done(request, reverse(PAGE, args=[row.case_id]), _("The patient has left the programme."))
    return asked(request, row.case, form, actions.leave_programme, _("Leave the programme"), PAGE)
