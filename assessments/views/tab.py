"""The tab "Assess" of a case: what is due, in progress and signed; and beginning an assessment."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions import starting
from assessments.forms.starting import StartForm
from assessments.models import Assessment, Section
from assessments.queries import assessments as queries
from assessments.queries import needs
from audit import record
from core import clock
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case

CARD: dict[str, Any] = {"kind": "phi", "data": "plan", "thing": "patients.Case", "arg": "pk"}


@route("GET", **CARD, event="list")
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every assessment of a case; parts that one may not read are not there."""
    found, user = fetch_case(pk, by=request.user, listed=True), request.user
    page = case_page(found, user, "assess")
    if "view_plan" not in page["rights"]:
        raise Denied("view_plan", "view", found)
    occasions = queries.of_case(found, user)
    parts = [part for each in occasions for part in each.parts]
    record.seen([found, *parts], by=user, at=clock.now(), verb="list")
    page |= {"occasions": occasions, "due": queries.due(found), "roles": _roles(page)}
    return show(request, "assessments/tab.html", page | needs.panel(found, user, page["rights"]))


@route(
    "GET", "POST", **CARD, does="assessments.start", event="assessments.start", names=("item", "reassessment"),
)  # fmt: skip
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin an assessment, and go on to its first part that is one's own."""
    found = fetch_case(pk, by=request.user)
    form = StartForm(request.POST or None, case=found, user=request.user)
    page = case_page(found, request.user, "assess")
    must_be_able(request.user, starting.start, found)
    if request.method == "POST" and (made := attempt(form, starting.start, found, by=request.user)):
        return done(request, _first(made, page), _("Begun: %(title)s.") % {"title": made.title})
    page |= {"form": form, "forms": queries.forms(found, clock.now())}
    page["instruments"] = queries.instruments(found, page["rights"])
    return show(request, "assessments/start.html", page, status=getattr(form, "status", 200))


def _roles(page: dict[str, Any]) -> set[str]:
    return {line.role for line in page["relations"]}


def _first(made: Assessment, page: dict[str, Any]) -> str:
    """The first part that somebody answers themselves; else the assessment as a whole."""
    mine = [part for part in made.sections.order_by("position") if _is_mine(part, page)]
    if mine:
        return reverse("assessments:section", args=[mine[0].pk])
    return reverse("assessments:assessment", args=[made.pk])


def _is_mine(part: Section, page: dict[str, Any]) -> bool:
    return part.discipline in _roles(page) and f"edit_{part.sort}" in page["rights"]
