"""Ending a section: signed, left out, added to. Each page works without script."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import drop_draft
from assessments import asked_of
from assessments.actions import signing
from assessments.forms.recording import AddendumForm, ReasonForm
from assessments.models import Section
from assessments.refusals import Unanswered
from assessments.views import section_page
from assessments.views.sections import CARD, PAGE, keep_first, section_url
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.refusals import Refused
from core.routes import route
from patients.header import case_page


@route("GET", "POST", **CARD, does="assessments.sign_section", event="assessments.sign_section")
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what stands on the page, then sign it; what is missing or clashes is shown there, and nothing is lost."""
    found = fetch(Section, pk, by=request.user, related=section_page.RELATED)
    must_be_able(request.user, signing.sign_section, found)
    if request.method == "GET":
        return show(request, PAGE, section_page.context(request, found))
    if stopped := keep_first(request, found, signing.sign_section):
        return stopped
    try:
        signing.sign_section(found, by=request.user)
    except Refused as refusal:
        return _refused(request, found, refusal)
    said = _("Signed: %(title)s.") % {"title": asked_of.questionnaire(found).title}
    return done(request, _next(found), said)


@route(
    "GET", "POST", **CARD, does="assessments.drop_section", event="assessments.drop_section", parts=("form",)
)
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave a section out, with the reason."""
    words = (_("Not asked"), _("Leave this part out"), _("What was answered in it stays readable."))
    return _verb(request, pk, signing.drop_section, ReasonForm, words, _("Left out."))


@route(
    "GET", "POST", **CARD, does="assessments.add_addendum", event="assessments.add_addendum", parts=("form",)
)
def addendum(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add words to a signed section."""
    words = (
        _("Add an addendum"),
        _("Add addendum"),
        _("The signed section stays as it is; this stands beside it."),
    )
    return _verb(request, pk, signing.add_addendum, AddendumForm, words, _("The addendum is on record."))


def _verb(
    request: HttpRequest, pk: UUID, verb: Any, form_class: Any, words: tuple[str, str, str], said: str
) -> HttpResponse:
    found = fetch(Section, pk, by=request.user, related=section_page.RELATED)
    must_be_able(request.user, verb, found)
    form = form_class(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    draft = verb.verb_name.rpartition(".")[2]
    if request.method == "POST" and attempt(form, verb, found, by=request.user):
        drop_draft(request.user, by=request.user, form=draft, about=str(found.pk))
        return done(request, section_url(found), said)
    title, button, lead = words
    page = case_page(found.case, request.user, "assess") | {"form": form, "title": title, "button": button}
    page |= {"lead": lead, "back": section_url(found), "asks": asked_of.questionnaire(found)}
    page["draft_url"] = reverse("accounts:draft-about", args=[draft, found.pk])
    return show(request, "assessments/verb.html", page, part="form", status=getattr(form, "status", 200))


def _next(section: Section) -> str:
    """After the signature: the assessment as a whole, where there is more to it than this section."""
    if section.assessment.rules_id is None:
        return section_url(section)
    return reverse("assessments:assessment", args=[section.assessment_id])


def _refused(request: HttpRequest, section: Section, refusal: Refused) -> HttpResponse:
    page = section_page.context(request, section)
    page["refusal"] = str(refusal.sentence)
    if isinstance(refusal, Unanswered):
        page["first_gap"] = refusal.links[0]
    return show(request, PAGE, page, status=refusal.status)
