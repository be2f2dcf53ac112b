"""An assessment as a whole: what contradicts first, both sides of it; its parts; what it comes to; its end."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.actions import completing
from assessments.forms.recording import CompleteForm, DecisionForm, ReasonForm, SynthesisForm
from assessments.models import Assessment, Contradiction
from assessments.queries import assessments as queries
from audit import record
from core import clock
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import HEADER, case_page
from patients.views.asking import Question, ask, posted

CASE = tuple(f"case__{name}" for name in HEADER)
RELATED = ("completed_by", "created_by", *CASE)
CARD: dict[str, Any] = {"kind": "phi", "data": "plan", "thing": "assessments.Assessment", "arg": "pk"}
PAGE = "assessments/assessment.html"


@route("GET", **CARD, event="view", parts=("joint",))
def assessment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The parts, what they contradict each other in, and what they come to."""
    found = fetch(Assessment, pk, by=request.user, related=RELATED, listed=True)
    page = _page(request, found)
    record.seen([found, *page["parts"]], by=request.user, at=clock.now())
    return show(request, PAGE, page, part="joint")


@route("GET", "POST", **CARD, does="assessments.sum_up", event="assessments.sum_up")
def sum_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write what it comes to, and go on later."""
    return _verb(request, pk, completing.sum_up, SynthesisForm, _("Saved."))


@route("GET", "POST", **CARD, does="assessments.complete_assessment", event="assessments.complete_assessment")
def complete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the assessment."""
    return _verb(request, pk, completing.complete_assessment, CompleteForm, _("The assessment is complete."))


@route(
    "GET", "POST", **CARD, does="assessments.abandon", event="assessments.abandon", parts=("form",),
)  # fmt: skip
def abandon(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give it up, with the reason."""
    found = fetch(Assessment, pk, by=request.user, related=RELATED)
    form = ReasonForm(posted(request))
    back = reverse("assessments:case", args=[found.case_id])
    if request.method == "POST" and attempt(form, completing.abandon, found, by=request.user):
        return done(request, back, _("Given up; what was due is due again."))
    lead = _("What was answered stays readable. The parts are no longer anybody's work.")
    question = Question(
        completing.abandon,
        "assess",
        _("Give up: %(title)s") % {"title": found.title},
        _("Give it up"),
        url(found),
        lead,
    )
    return ask(request, found.case, form, question)


@route(
    "GET", "POST", kind="phi", data="plan", thing="assessments.Contradiction", arg="pk",
    does="assessments.settle_contradiction", event="assessments.settle_contradiction",
)  # fmt: skip
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say which of two answers holds; the buttons are the decision."""
    row = fetch(Contradiction, pk, by=request.user, related=("assessment", *CASE))
    must_be_able(request.user, completing.settle_contradiction, row)
    form = DecisionForm(posted(request))
    if request.method == "POST" and attempt(form, completing.settle_contradiction, row, by=request.user):
        return done(request, url(row.assessment), _("Settled."))
    row.assessment.case = row.case
    page = _page(request, row.assessment) | {"failed": form, "failed_on": row.pk}
    return show(request, PAGE, page, part="joint", status=getattr(form, "status", 200))


def url(assessment: Assessment) -> str:
    """The page of an assessment."""
    return reverse("assessments:assessment", args=[assessment.pk])


def _verb(request: HttpRequest, pk: UUID, verb: Any, form_class: Any, said: str) -> HttpResponse:
    """A verb that stands on the page of the assessment; refused, the page comes back with the sentence and the text."""
    found = fetch(Assessment, pk, by=request.user, related=RELATED)
    must_be_able(request.user, verb, found)
    form = form_class(posted(request))
    if request.method == "POST" and attempt(form, verb, found, by=request.user):
        return done(request, url(found), said)
    page = _page(request, found) | ({"failed": form} if request.method == "POST" else {})
    return show(request, PAGE, page, part="joint", status=getattr(form, "status", 200))


def _page(request: HttpRequest, found: Assessment) -> dict[str, Any]:
    user = request.user
    page = case_page(found.case, user, "assess")
    rights, relations = page["rights"], page["relations"]
    parts = queries.parts_of(found, user)
    opposed = queries.opposed(found, rights, relations)
    roles = {line.role for line in relations}
    leads = found.case.lead_id == user.pk or "lead_case" in rights
    mine = any(part.discipline in roles and f"edit_{part.sort}" in rights for part in parts)
    is_open = found.status == Assessment.Status.DRAFT and "edit_notes" in rights
    page |= {"assessment": found, "parts": parts, "opposed": opposed, "roles": roles}
    page |= {"leads": is_open and leads, "may_end": is_open and (mine or leads)}
    page["asks_now"] = [each for each in opposed if not each.row.decision]
    page["ready"] = not any(part.is_open for part in parts) and not page["asks_now"]
    return page | {"synthesis": SynthesisForm(request.POST or None, initial={"synthesis": found.synthesis})}
