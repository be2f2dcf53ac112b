"""A follow-up with its occurrences, and one begun by a rule."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import HEADER, case_page, fetch_case
from worklist import actions, occurrences, rulebook
from worklist.forms.series import SeriesForm
from worklist.models import FollowUp
from worklist.views.standing import stood

PAGE, FORM = "worklist/follow_up.html", "worklist/series_form.html"
ON_CASE = tuple(f"case__{each}" for each in HEADER)


@route("GET", kind="phi", data="work", thing="worklist.FollowUp", arg="pk", event="view")
def follow_up(request: HttpRequest, pk: Any) -> HttpResponse:
    """One promise: the rule it follows, and each occurrence with its state."""
    found = fetch(FollowUp, pk, by=request.user, related=(*ON_CASE, "owner", "rule", "person", "created_by"))
    context = case_page(found.case, request.user, "work") | {"follow_up": found}
    context["rule_label"] = rulebook.label(found)
    context["occurrences"] = occurrences.of(found, outcomes="view_clinical" in context["rights"])
    return show(request, PAGE, context)


@route(
    "GET", "POST", kind="phi", data="work", does="worklist.start_series", thing="patients.Case", arg="pk",
    event="worklist.start_series", names=("owner", "person"), parts=("form",),
)  # fmt: skip
def new_series(request: HttpRequest, pk: Any) -> HttpResponse:
    """Promise follow-ups by a rule in force."""
    case = fetch_case(pk, by=request.user, perm="view_work")
    must_be_able(request.user, actions.start_series, case)
    form = SeriesForm(request.POST or None, case=case, user=request.user)
    if request.method == "POST" and (made := attempt(form, actions.start_series, case, by=request.user)):
        return done(request, reverse("worklist:follow_up", args=[made.pk]), _("Follow-up promised by rule."))
    context = case_page(case, request.user, "work") | {"form": form, "title": _("Follow-up by a rule")}
    context |= {"rules": rulebook.said(case)} | stood(request, form)
    return show(request, FORM, context, part="form", status=getattr(form, "status", 200))
