"""Overlaps and holes of a case, and those of all the cases of the teams that somebody supervises."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import record
from careplans import forms
from careplans.actions import overlaps as actions
from careplans.models import Overlap
from careplans.queries import overlaps as queries
from careplans.views.asked import CASE
from core import clock
from core.access import fetch
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.models import Case
from patients.views.asking import Question, ask, posted


class Dismiss(django_forms.Form):
    """Why two pieces of work are not the same."""

    reason = django_forms.CharField(
        label=gettext_lazy("Why it is not the same"),
        max_length=240,
        help_text=gettext_lazy("It is kept, and the house shows fewer pairs whose words alone are as alike."),
    )


@route("GET", kind="phi", data="plan", thing="patients.Case", arg="pk", event="view")
def overlaps(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is done twice on a case, and what nobody does."""
    case = fetch_case(pk, by=request.user)
    page = case_page(case, request.user, "plan")
    if "view_plan" not in page["rights"]:
        raise Denied("view_plan", "view", case)
    page |= queries.page(case, request.user, page["rights"])
    return show(request, "careplans/overlaps.html", page)


@route(
    "POST", kind="phi", data="work", does="careplans.refresh_overlaps", thing="patients.Case", arg="pk",
    event="careplans.refresh_overlaps",
)  # fmt: skip
def refresh(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Look now."""
    case = fetch_case(pk, by=request.user)
    form = forms.Empty(request.POST)
    if attempt(form, actions.refresh_overlaps, case, by=request.user):
        return done(request, page_url(case), _("Looked at all work, needs and goals."))
    title = _("Look for overlaps and holes")
    return ask(request, case, form, Question(actions.refresh_overlaps, "plan", title, title, page_url(case)))


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.dismiss_overlap", thing="careplans.Overlap", arg="pk",
    event="careplans.dismiss_overlap",
)  # fmt: skip
def dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It is not the same."""
    row = fetch(Overlap, pk, by=request.user, related=CASE)
    form = Dismiss(posted(request))
    if request.method == "POST" and attempt(form, actions.dismiss_overlap, row, by=request.user):
        return done(request, page_url(row.case), _("Dismissed, with the reason."))
    title = _("Not the same")
    return ask(
        request, row.case, form,
        Question(actions.dismiss_overlap, "plan", title, title, page_url(row.case), row.sentence),
    )  # fmt: skip


@route("GET", kind="phi", data="plan", does="view", event="list")
def of_teams(request: HttpRequest) -> HttpResponse:
    """What stands open in the teams that somebody supervises: totals, and the list that they count."""
    found = queries.listed(request.user)
    record.seen([row.case for row in found], by=request.user, at=clock.now(), verb="list")
    page: dict[str, Any] = {"rows": found, "totals": queries.totals(found)}
    return show(request, "careplans/team_overlaps.html", page)


def page_url(case: Case) -> str:
    """Where every verb of an overlap goes back to."""
    return reverse("careplans:overlaps", args=[case.pk])
