"""One appointment: what the patient is told of it; another time for it; the hours of somebody outside."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import HEADER, case_page
from worklist import actions, told_patients
from worklist.forms.series import MoveForm, OutsideTimeForm
from worklist.models import Appointment
from worklist.views.standing import stood

PAGE, FORM = "worklist/appointment_page.html", "worklist/case_form.html"
ON_CASE = tuple(f"case__{each}" for each in HEADER)
WITH = ("user", "practitioner__organisation", "created_by")


@route("GET", kind="phi", data="work", thing="worklist.Appointment", arg="pk", event="view")
def appointment(request: HttpRequest, pk: Any) -> HttpResponse:
    """When, where, with whom; what the patient will be told and why not otherwise."""
    found = fetch(Appointment, pk, by=request.user, related=(*ON_CASE, *WITH))
    context = case_page(found.case, request.user, "work") | {"appointment": found}
    context["told"] = told_patients.of_appointment(found, text="view_identity" in context["rights"])
    context["may_book"] = "edit_work" in context["rights"]
    return show(request, PAGE, context)


@route(
    "GET", "POST", kind="phi", data="work", does="worklist.move_appointment", thing="worklist.Appointment", arg="pk",
    event="worklist.move_appointment", parts=("form",),
)  # fmt: skip
def move_appointment(request: HttpRequest, pk: Any) -> HttpResponse:
    """Another time; the patient is told once."""
    found = fetch(Appointment, pk, by=request.user, related=(*ON_CASE, *WITH))
    must_be_able(request.user, actions.move_appointment, found)
    now = {"starts_at": found.starts_at, "ends_at": found.ends_at}
    form = MoveForm(request.POST or None, zone=found.case.facility.tz, initial=now)
    if request.method == "POST" and attempt(form, actions.move_appointment, found, by=request.user):
        return done(request, reverse("worklist:appointment", args=[found.pk]), _("Moved."))
    context = case_page(found.case, request.user, "work") | {"form": form, "title": _("Move the appointment")}
    return show(
        request, FORM, context | stood(request, form), part="form", status=getattr(form, "status", 200)
    )


@route(
    "GET", "POST", kind="session", does="worklist.offer_practitioner_time", event="worklist.offer_practitioner_time",
    names=("practitioner", "facility"),
)  # fmt: skip
def offer_outside(request: HttpRequest) -> HttpResponse:
    """Enter the hours in which somebody outside can be booked."""
    form = OutsideTimeForm(request.POST or None, user=request.user)
    verb = actions.offer_practitioner_time
    if request.method == "POST" and form.is_valid() and attempt(form, verb, form.place, by=request.user):
        return done(request, reverse("worklist:offer_outside"), _("Hours entered."))
    context = {"form": form, "title": _("Enter the hours of somebody outside"), "outside": True}
    return show(
        request, "worklist/offer.html", context, status=getattr(form, "status", 422 if form.errors else 200)
    )
