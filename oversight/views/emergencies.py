"""Opening a record in an emergency, ending it, and the privacy officer's review of it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import OWN, fetch, visible_to
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from facilities.models import Facility
from oversight import actions, lookup
from oversight.forms.emergencies import CloseForm, EmergencyForm, ReviewForm
from oversight.queries import emergencies as asked
from teams.models import EmergencyAccess

OPEN, REVIEW, QUEUE = "oversight/emergency.html", "oversight/review.html", "oversight/reviews.html"


@route(
    "GET", "POST", kind="phi", data="identity", does="oversight.break_glass", event="oversight.break_glass",
    throttle="emergency", parts=("form",),
)  # fmt: skip
def emergency(request: HttpRequest) -> HttpResponse:
    """Open one record by its number and birth date; says nothing of records until both and the password are right."""
    form = EmergencyForm(request.POST or None, request=request)
    able = visible_to(Facility, request.user, "break_glass").exists()
    if not able or lookup.must_wait(request.user):
        return show(request, OPEN, {"able": able}, part="form", status=429 if able else 403)
    opened = _opened(request, form) if request.method == "POST" else None
    if opened is not None:
        return done(request, asked.first_page(opened), _("The record is open for four hours."))
    return show(request, OPEN, {"form": form, "able": True}, part="form", status=getattr(form, "status", 200))


def _opened(request: HttpRequest, form: EmergencyForm) -> Any:
    """The access, or None with what was wrong on the form."""
    form.status = 422  # type: ignore[attr-defined]
    if not form.is_valid():
        return None
    patient = lookup.find(request.user, form.cleaned_data["mrn"], form.cleaned_data["born"])
    if patient is None:
        form.add_error(None, _("No record has exactly this number and birth date. Check both."))
        return None
    form.cleaned_data = form.facts()
    return attempt(form, actions.break_glass, patient, by=request.user)


@route(
    "POST", kind="phi", data="oversight", does="oversight.end_emergency", thing="teams.EmergencyAccess", arg="pk",
    event="oversight.end_emergency",
)  # fmt: skip
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give one's emergency access back."""
    opened = fetch(EmergencyAccess, pk, by=request.user, perm=OWN)
    actions.end_emergency(opened, by=request.user)
    return done(request, reverse("home"), _("Emergency access ended. It will be reviewed."))


@route("GET", kind="phi", data="oversight", thing="teams.EmergencyAccess", event="list")
def reviews(request: HttpRequest) -> HttpResponse:
    """Every emergency access one may review or look at, those without an outcome first, by due time."""
    return show(request, QUEUE, asked.queue(request.user))


@route(
    "GET", "POST", kind="phi", data="oversight", does="oversight.review_emergency", thing="teams.EmergencyAccess",
    arg="pk", event="oversight.review_emergency", parts=("form",),
)  # fmt: skip
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was opened, why, what was looked at; and the outcome."""
    opened = _reviewed(request, pk, actions.review_emergency)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and attempt(form, actions.review_emergency, opened, by=request.user):
        return done(request, reverse("oversight:reviews"), _("Reviewed."))
    context = asked.told(opened, request.user) | {"form": form, "close_form": CloseForm()}
    return show(request, REVIEW, context, part="form", status=getattr(form, "status", 200))


@route(
    "POST", kind="phi", data="oversight", does="oversight.close_emergency", thing="teams.EmergencyAccess", arg="pk",
    event="oversight.close_emergency",
)  # fmt: skip
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End somebody's emergency access now."""
    opened = _reviewed(request, pk, actions.close_emergency)
    form = CloseForm(request.POST)
    if attempt(form, actions.close_emergency, opened, by=request.user):
        return done(request, reverse("oversight:review", args=[pk]), _("Emergency access ended."))
    context = asked.told(opened, request.user) | {"form": ReviewForm(), "close_form": form}
    return show(request, REVIEW, context, status=getattr(form, "status", 200))


def _reviewed(request: HttpRequest, pk: UUID, verb: Any) -> EmergencyAccess:
    """One access; who may read of it and not judge it is told so before the form is looked at."""
    opened = fetch(EmergencyAccess, pk, by=request.user, related=("patient__facility", "user", "reviewed_by"))
    if request.method == "POST":
        must_be_able(request.user, verb, opened)
    return opened
