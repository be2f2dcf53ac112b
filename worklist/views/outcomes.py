"""What came of a follow-up: to say it, to read it, to amend it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import HEADER
from worklist import actions, outcome_pages
from worklist.forms.outcomes import OutcomeForm
from worklist.models import FollowUpOutcome, Item

FORM, PAGE = "worklist/outcome_form.html", "worklist/outcome.html"
ON_CASE = tuple(f"case__{each}" for each in HEADER)
ON_ITEM = ("item", "item__series", *(f"item__{each}" for each in ON_CASE))
PEOPLE = ("told_user", "told_practitioner__organisation", "recorded_by", "amends", "amended_by")


@route(
    "GET", "POST", kind="phi", data="work", does="worklist.record_outcome", thing="worklist.Item", arg="pk",
    event="worklist.record_outcome", names=("told_user", "told_practitioner"), parts=("form",),
)  # fmt: skip
def record_outcome(request: HttpRequest, pk: Any) -> HttpResponse:
    """Say what came of a follow-up; this ends it."""
    item = fetch(Item, pk, by=request.user, related=(*ON_CASE, "series"))
    must_be_able(request.user, actions.record_outcome, item)
    form = OutcomeForm(request.POST or None, case=item.case)
    if request.method == "POST" and attempt(form, actions.record_outcome, item, by=request.user):
        return done(
            request, reverse("worklist:case_work", args=[item.case_id]), _("Kept. The follow-up is done.")
        )
    context = outcome_pages.asked(item, request.user) | {"form": form}
    return show(request, FORM, context, part="form", status=getattr(form, "status", 200))


@route("GET", kind="phi", data="clinical", thing="worklist.FollowUpOutcome", arg="pk", event="view")
def outcome(request: HttpRequest, pk: Any) -> HttpResponse:
    """One outcome with everything that was said, and what amended it."""
    found = fetch(FollowUpOutcome, pk, by=request.user, related=(*ON_ITEM, *PEOPLE))
    return show(request, PAGE, outcome_pages.asked(found.item, request.user) | {"outcome": found})


@route(
    "GET", "POST", kind="phi", data="clinical", does="worklist.amend_outcome", thing="worklist.FollowUpOutcome",
    arg="pk", event="worklist.amend_outcome", names=("told_user", "told_practitioner"), parts=("form",),
)  # fmt: skip
def amend_outcome(request: HttpRequest, pk: Any) -> HttpResponse:
    """Correct an outcome by a new row."""
    found = fetch(FollowUpOutcome, pk, by=request.user, related=ON_ITEM)
    must_be_able(request.user, actions.amend_outcome, found)
    form = OutcomeForm(request.POST or None, case=found.item.case, initial=outcome_pages.initial(found))
    if request.method == "POST" and (made := attempt(form, actions.amend_outcome, found, by=request.user)):
        return done(
            request,
            reverse("worklist:outcome", args=[made.pk]),
            _("Amended. The older words stay on record."),
        )
    context = outcome_pages.asked(found.item, request.user) | {"form": form, "amends": found}
    return show(request, FORM, context, part="form", status=getattr(form, "status", 200))
