"""Who answers for what on a case: take, give, share, name a physician, move, release."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch
from core.htmx import attempt, done
from core.routes import route
from patients.header import HEADER
from patients.models import Case
from patients.views.asking import Question, ask, posted
from teams import actions, holders, queries
from teams.forms.responsibilities import GiveForm, PractitionerForm, ShareForm, TakeForm, ToForm, WhyForm
from teams.models import Responsibility

RELATED = (*HEADER, "patient", "team")
OF_ROW = ("holder", "practitioner", *(f"case__{name}" for name in RELATED))


@route(
    "GET", "POST", kind="phi", data="case", does="teams.take", thing="patients.Case", arg="pk", event="teams.take",
    parts=("form",),
)  # fmt: skip
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take up what nobody answers for."""
    return _on_case(request, pk, TakeForm, actions.take, _("Take an activity"), _("You answer for it now."))


@route(
    "GET", "POST", kind="phi", data="case", does="teams.give", thing="patients.Case", arg="pk", event="teams.give",
    names=("to",), parts=("form",),
)  # fmt: skip
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody on the case answer for what nobody holds."""
    return _on_case(request, pk, GiveForm, actions.give, _("Give an activity to somebody"), _("Given."))


@route(
    "GET", "POST", kind="phi", data="case", does="teams.share", thing="patients.Case", arg="pk", event="teams.share",
    names=("user",), parts=("form",),
)  # fmt: skip
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stand beside whoever answers for it, with a reason."""
    return _on_case(
        request, pk, ShareForm, actions.share, _("Share an activity"), _("Shared, with its reason.")
    )


@route(
    "GET", "POST", kind="phi", data="case", does="teams.name_practitioner", thing="patients.Case", arg="pk",
    event="teams.name_practitioner", parts=("form",),
)  # fmt: skip
def name_practitioner(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down the physician or therapist who answers."""
    title = _("Name the physician or therapist")
    return _on_case(request, pk, PractitionerForm, actions.name_practitioner, title, _("Written down."))


@route(
    "GET", "POST", kind="phi", data="case", does="teams.move", thing="teams.Responsibility", arg="pk",
    event="teams.move", names=("to",), parts=("form",),
)  # fmt: skip
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody else answer from now on."""
    row = fetch(Responsibility, pk, by=request.user, related=OF_ROW)
    people = queries.on_case(row.case).exclude(
        pk__in=[key for key in (row.holder_id, request.user.pk) if key]
    )
    form = ToForm(posted(request), people=people, reason=True)
    return _on_row(request, row, form, actions.move, _("Let somebody else answer"), _("Moved in one step."))


@route(
    "GET", "POST", kind="phi", data="case", does="teams.release", thing="teams.Responsibility", arg="pk",
    event="teams.release", parts=("form",),
)  # fmt: skip
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop answering for, or sharing, something."""
    row = fetch(Responsibility, pk, by=request.user, related=OF_ROW)
    form = WhyForm(posted(request))
    return _on_row(
        request,
        row,
        form,
        actions.release,
        _("Release"),
        _("Released. Nobody answers for it until somebody takes it."),
    )


def _on_case(request: HttpRequest, pk: UUID, shape: Any, verb: Any, title: str, notice: str) -> HttpResponse:
    """A verb on the case that names an activity; a link may bring the activity along."""
    case = fetch(Case, pk, by=request.user, related=RELATED)
    initial = {"activity": request.GET.get("activity", "")}
    form = shape(posted(request), initial=initial, rules=holders.rules_of(case), case=case)
    back = reverse("teams:case", args=[case.pk])
    if request.method == "POST" and attempt(form, verb, case, by=request.user):
        return done(request, back, notice)
    return ask(request, case, form, Question(verb=verb, tab="team", title=title, button=title, back=back))


def _on_row(
    request: HttpRequest, row: Responsibility, form: Any, verb: Any, title: str, notice: str
) -> HttpResponse:
    back = reverse("teams:case", args=[row.case_id])
    if request.method == "POST" and attempt(form, verb, row, by=request.user):
        return done(request, back, notice)
    what = holders.rules_of(row.case).label(row.activity)
    lead = _("%(what)s: %(name)s answers for it.") % {"what": what, "name": row.who}
    question = Question(verb=verb, tab="team", title=title, button=title, back=back, lead=lead)
    return ask(request, row.case, form, question)
