"""The time after leaving: its page, the question about medicines, and the review of a return."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch
from core.actions import available
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from discharge import pages
from discharge.actions.afterwards import check_medicines
from discharge.actions.returns import review_readmission
from discharge.forms.afterwards import Medicines, Review
from discharge.models import AfterDischarge, ReadmissionReview
from discharge.queries import afterwards
from discharge.queries.returns import RELATED
from discharge.returns import causes_of
from patients.header import case_page, fetch_case
from patients.models import Case
from patients.views.asking import Question, ask, posted


@route("GET", kind="phi", data="discharge", thing="patients.Case", arg="pk", event="view")
def after(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was promised for the time after leaving, and what of it was kept."""
    case = fetch_case(pk, by=request.user)
    page = case_page(case, request.user, "discharge")
    if "view_discharge" not in page["rights"]:
        raise Denied("view_discharge", "view", case)
    card = afterwards.card(case, page["rights"])
    may = "edit_discharge" in page["rights"] and card.now is not None and card.now.status == "running"
    page |= {"card": card, "may_check": may, "pages": pages.shown(case, page["rights"], "after:case")}
    return show(request, "discharge/after.html", page)


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.check_medicines", thing="discharge.AfterDischarge",
    arg="pk", event="discharge.check_medicines",
)  # fmt: skip
def medicines(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say whether the patient has the medicines of the list."""
    row = fetch(AfterDischarge, pk, by=request.user)
    case, form = fetch_case(row.case_id, by=request.user, perm="view_discharge"), Medicines(posted(request))
    if request.method == "POST" and attempt(form, check_medicines, row, by=request.user):
        return done(request, page_url(case), _("Recorded: medicines were asked about."))
    question = asked(check_medicines, case, _("Medicines in hand"), _("Record"))
    return ask(request, case, form, question)


@route("GET", kind="phi", data="discharge", thing="discharge.ReadmissionReview", arg="pk", event="view")
def a_return(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One return with the stay it came back from, and its review."""
    review = fetch(ReadmissionReview, pk, by=request.user, related=RELATED)
    case = fetch_case(review.case_id, by=request.user, perm="view_discharge")
    page = case_page(case, request.user, "discharge")
    page |= {
        "review": review,
        "may": available(review, request.user, review_readmission, rights=page["rights"]),
    }
    page["causes"] = [words for code, words in causes_of(review).items() if code in review.causes]
    return show(request, "discharge/return.html", page)


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.review_readmission",
    thing="discharge.ReadmissionReview", arg="pk", event="discharge.review_readmission",
)  # fmt: skip
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Review a return: views, causes, what is done differently."""
    row = fetch(ReadmissionReview, pk, by=request.user, related=("case__facility",))
    case = fetch_case(row.case_id, by=request.user, perm="view_discharge")
    form = Review(posted(request), causes=causes_of(row), initial={"version": row.version})
    if request.method == "POST" and attempt(form, review_readmission, row, by=request.user):
        return done(request, reverse("after:return", args=[pk]), _("The return is reviewed."))
    back = reverse("after:return", args=[pk])
    question = Question(review_readmission, "discharge", _("Review the return"), _("Close the review"), back)
    return ask(request, case, form, question)


def page_url(case: Case) -> str:
    """The page of the time after leaving."""
    return reverse("after:case", args=[case.pk])


def asked(verb: Any, case: Case, title: str, button: str) -> Question:
    """A question of the time after leaving."""
    return Question(verb, "discharge", title, button, page_url(case))
