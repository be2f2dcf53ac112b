"""What clinicians allow and forbid, on a page of its own that only readers of clinical information open."""

from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from careplans import forms
from careplans.actions.restrictions import lift_restriction, restrict
from careplans.forms.conflicts import Restrict
from careplans.models import Restriction
from careplans.queries.restrictions import standing
from careplans.views.asked import CASE
from core import clock
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.models import Case
from patients.views.asking import Question, ask, posted
from policy.limits import VALUES


@route(
    "GET", "POST", kind="phi", data="clinical", does="careplans.restrict", thing="patients.Case", arg="pk",
    event="careplans.restrict",
)  # fmt: skip
def restrictions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The orders that hold, and a form for another."""
    case = fetch_case(pk, by=request.user)
    form = Restrict(posted(request), initial={"from_on": clock.today(case.facility.tz)})
    if request.method == "POST":
        must_be_able(request.user, restrict, case)
        if attempt(form, restrict, case, by=request.user):
            return done(
                request, page_url(case), _("The order is on record, and the plan was looked at again.")
            )
    page = _page(case, request.user, form)
    return show(request, "careplans/restrictions.html", page, status=getattr(form, "status", 200))


def _page(case: Case, user: Any, form: BaseForm) -> dict[str, Any]:
    page = case_page(case, user, "plan")
    if "view_clinical" not in page["rights"]:
        raise Denied("view_clinical", "view", case)
    page |= {"restrictions": standing(case), "values": VALUES, "today": clock.today(case.facility.tz)}
    return page | {"form": form if "edit_clinical" in page["rights"] and case.is_open else None}


@route(
    "GET", "POST", kind="phi", data="clinical", does="careplans.lift_restriction", thing="careplans.Restriction",
    arg="pk", event="careplans.lift_restriction",
)  # fmt: skip
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It holds no longer."""
    row = fetch(Restriction, pk, by=request.user, related=CASE)
    form = forms.Empty(posted(request))
    if request.method == "POST" and attempt(form, lift_restriction, row, by=request.user):
        return done(request, page_url(row.case), _("Lifted. The plan was looked at again."))
    title = _("Lift a restriction")
    return ask(
        request,
        row.case,
        form,
        Question(lift_restriction, "plan", title, title, page_url(row.case), row.words),
    )


def page_url(case: Case) -> str:
    """Where the orders stand."""
    return reverse("careplans:restrictions", args=[case.pk])
