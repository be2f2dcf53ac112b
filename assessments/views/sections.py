"""A section: its page, what is typed into it, what clashed, what was answered lately and still holds."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import asked_of
from assessments.actions import answering, signing
from assessments.forms.clashing import SettleForm, compared
from assessments.forms.recording import TypedForm, VerifyForm
from assessments.models import Section
from assessments.views import section_page
from assessments.views.saved import Saving, read, told
from core.access import fetch
from core.at_hand import at_hand
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import case_page

PAGE, CLASH = "assessments/section.html", "assessments/clash.html"
CARD: dict[str, Any] = {"kind": "phi", "data": "plan", "thing": "assessments.Section", "arg": "pk"}


@route("GET", **CARD, event="view")
def section(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One part of an assessment: to answer it, or as it was signed."""
    found = fetch(Section, pk, by=request.user, related=section_page.RELATED)
    return show(request, PAGE, section_page.context(request, found))


@route("POST", **CARD, does="assessments.answer", event="assessments.answer")
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what was typed: in the background as JSON, or by the button as a page."""
    found = at_hand(Section, pk, by=request.user, related=("case__facility",))
    saving = Saving.of(found, request)
    if saving.quiet:
        return JsonResponse(told(saving, request.user, found.case.facility.tz), status=saving.status)
    return _not_whole(request, found, saving) or done(request, section_url(found), _("Saved."))


@route("POST", **CARD, does="assessments.answer", event="assessments.answer")
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose between both texts of a clash, field by field."""
    found = fetch(Section, pk, by=request.user, related=section_page.RELATED, listed=True)
    form = read(SettleForm, answering.answer, found, request)
    saved = answering.answer(found, by=request.user, answers=form.given)
    if saved.taken.clashes:
        return clash(request, found, saved.taken.clashes)
    return done(request, section_url(found), _("Settled, and saved."))


@route(
    "POST", **CARD, does="assessments.verify_section", event="assessments.verify_section", names=("links",)
)
def verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take over what was answered lately; what was typed meanwhile is kept first."""
    found = fetch(Section, pk, by=request.user, related=section_page.RELATED, listed=True)
    form: Any = VerifyForm(request.POST)
    if stopped := keep_first(request, found, signing.verify_section):
        return stopped
    if attempt(form, signing.verify_section, found, by=request.user):
        return done(request, section_url(found), _("Taken over. Go through it with the patient, then sign."))
    return show(request, PAGE, section_page.context(request, found) | {"failed": form}, status=form.status)


def keep_first(request: HttpRequest, section: Section, verb: Any) -> HttpResponse | None:
    """Keep what stands on the page before `verb` goes on with it; the page that says what clashes or is wrong."""
    if "base" not in request.POST:
        return None
    typed = read(TypedForm, verb, section, request)
    if not typed.given and not typed.wrong:
        return None
    return _not_whole(request, section, Saving.of(section, request, typed))


def clash(request: HttpRequest, section: Section, clashes: Any) -> HttpResponse:
    """Both texts beside each other; what did not clash is kept already."""
    page = case_page(section.case, request.user, "assess") | compared(
        asked_of.questionnaire(section), clashes
    )
    return show(
        request, CLASH, page | {"section": section, "asks": asked_of.questionnaire(section)}, status=409
    )


def section_url(section: Section) -> str:
    """The page of a section."""
    return reverse("assessments:section", args=[section.pk])


def _not_whole(request: HttpRequest, section: Section, saving: Saving) -> HttpResponse | None:
    """The page of a save of which something clashed or is not kept."""
    if saving.clashes:
        return clash(request, section, saving.clashes)
    return _not_kept(request, section, saving) if saving.status != 200 else None


def _not_kept(request: HttpRequest, section: Section, saving: Saving) -> HttpResponse:
    """Wrong answers beside their questions; of a section signed meanwhile, what was typed, to be added to it."""
    section.refresh_from_db(fields=["status", "signed_at", "signed_by"])
    page = section_page.context(request, section, saving.form if section.is_open else None)
    page |= {"refusal": saving.sentence, "unsaved": saving.unsaved()}
    return show(request, PAGE, page, status=saving.status)
