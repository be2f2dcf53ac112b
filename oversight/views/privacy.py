"""The privacy officer's pages: what waits, watched records, keeping people away, disclosures and accountings."""

from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.access import fetch, held, visible_to
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from facilities.models import Facility
from oversight import actions
from oversight.forms import privacy as forms
from oversight.forms.log import PersonForm, RecordForm
from oversight.models import AccountingRequest
from oversight.queries import home as asked
from oversight.queries import log
from patients.models import Patient
from teams import actions as teams
from teams.models import AccessBlock

HOME, WATCHED, PROTECT = "oversight/home.html", "oversight/watched.html", "oversight/protect.html"
DISCLOSURES, ACCOUNTING = "oversight/disclosures.html", "oversight/accounting.html"
PERM = "view_oversight"


@route("GET", "POST", kind="phi", data="oversight", event="list")
def home(request: HttpRequest) -> HttpResponse:
    """What waits, and the way to the trail of a record or a person."""
    if not may_read(request.user):
        raise Http404
    number = RecordForm(request.POST if "mrn" in request.POST else None)
    person = PersonForm(request.POST if "person" in request.POST else None, people=log.people(request.user))
    target = _target(request, number, person)
    if target:
        return redirect(target)
    waiting = asked.waiting(request.user)
    record.seen(waiting["accountings"], by=request.user, at=clock.now(), verb="list")
    context = waiting | {"number": number, "person": person, "officer": is_officer(request.user)}
    return show(request, HOME, context, status=422 if request.method == "POST" else 200)


def may_read(user: Any) -> bool:
    """Whether somebody answers for privacy or supervises a team."""
    return is_officer(user) or log.people(user).exists()


def is_officer(user: Any) -> bool:
    """Whether somebody is a privacy officer of a facility, in the role they act in."""
    return visible_to(Facility, user, "review_access").exists()


def _target(request: HttpRequest, number: RecordForm, person: PersonForm) -> str:
    if number.is_bound and number.is_valid():
        found = asked.record_with(number.cleaned_data["mrn"], request.user)
        if found is not None:
            return reverse("oversight:log-of-patient", args=[found.pk])
        number.add_error("mrn", _("No record of yours has this number."))
    if person.is_bound and person.is_valid():
        return reverse("oversight:log-of-person", args=[person.cleaned_data["person"].pk])
    return ""


@route("GET", kind="phi", data="oversight", event="list")
def watched(request: HttpRequest) -> HttpResponse:
    """The latest looks at records under special care."""
    if not is_officer(request.user):
        raise Http404
    looks = asked.looks_at_watched(request.user)
    record.seen([], by=request.user, at=clock.now(), verb="list_looks")
    return show(request, WATCHED, {"looks": looks, "zone": request.user.zone})  # type: ignore[union-attr]


@route(
    "GET", "POST", kind="phi", data="oversight", does="teams.block_access", thing="patients.Patient", arg="pk",
    event="teams.block_access", names=("user",),
)  # fmt: skip
def protect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is kept from a record, and whether looks at it are told."""
    patient = _patient(request, pk, teams.block_access)
    form = forms.BlockForm(request.POST or None, people=log.people(request.user))
    if request.method == "POST" and attempt(form, teams.block_access, patient, by=request.user):
        return done(request, request.path, _("They cannot see this record any more."))
    return _protected(request, patient, form)


@route(
    "POST", kind="phi", data="oversight", does="teams.watch_record", thing="patients.Patient", arg="pk",
    event="teams.watch_record", names=("own_user",),
)  # fmt: skip
def watch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have looks at a record told, or no longer."""
    patient = _patient(request, pk, teams.watch_record)
    form = forms.WatchForm(request.POST, people=log.people(request.user))
    if attempt(form, teams.watch_record, patient, by=request.user):
        return done(request, reverse("oversight:protect", args=[pk]), _("Kept."))
    return _protected(request, patient, forms.BlockForm(people=log.people(request.user)), form)


@route(
    "POST", kind="phi", data="oversight", does="teams.lift_block", thing="teams.AccessBlock", arg="pk",
    event="teams.lift_block",
)  # fmt: skip
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a block."""
    block = fetch(AccessBlock, pk, by=request.user, related=("patient__facility",))
    form = forms.LiftForm(request.POST)
    if attempt(form, teams.lift_block, block, by=request.user):
        return done(request, reverse("oversight:protect", args=[block.patient_id]), _("The block is lifted."))
    people = log.people(request.user)
    return _protected(request, block.patient, forms.BlockForm(people=people), lifting=form)


def _protected(
    request: HttpRequest,
    patient: Patient,
    form: BaseForm,
    watching: BaseForm | None = None,
    lifting: BaseForm | None = None,
) -> HttpResponse:
    shown = {"watch": patient.watch, "own_user": patient.own_user_id}
    context = {
        "patient": patient,
        "blocks": asked.blocks(patient, request.user),
        "form": form,
        "watch_form": watching or forms.WatchForm(initial=shown, people=log.people(request.user)),
        "lift_form": lifting or forms.LiftForm(),
    }
    status = next(
        (getattr(each, "status", 0) for each in (form, watching, lifting) if hasattr(each, "status")), 200
    )
    return show(request, PROTECT, context, status=status)


@route(
    "GET", "POST", kind="phi", data="oversight", does="oversight.note_disclosure", thing="patients.Patient", arg="pk",
    event="oversight.note_disclosure",
)  # fmt: skip
def disclosures(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was given to somebody outside, on a consent or without one."""
    patient = _patient(request, pk, actions.note_disclosure)
    form = forms.DisclosureForm(request.POST or None)
    if request.method == "POST" and attempt(form, actions.note_disclosure, patient, by=request.user):
        return done(request, request.path, _("Written down."))
    return _given(request, patient, form, forms.AccountingForm())


@route(
    "POST", kind="phi", data="oversight", does="oversight.open_accounting", thing="patients.Patient", arg="pk",
    event="oversight.open_accounting",
)  # fmt: skip
def new_accounting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a request for an accounting."""
    patient = _patient(request, pk, actions.open_accounting)
    form = forms.AccountingForm(request.POST)
    made = attempt(form, actions.open_accounting, patient, by=request.user)
    if made:
        return done(request, reverse("oversight:accounting", args=[made.pk]), _("The clock of 60 days runs."))
    return _given(request, patient, forms.DisclosureForm(), form)


def _given(request: HttpRequest, patient: Patient, form: BaseForm, accounting: BaseForm) -> HttpResponse:
    context = {
        "patient": patient,
        "lines": asked.disclosures(patient),
        "requests": visible_to(AccountingRequest, request.user)
        .filter(patient=patient)
        .order_by("-received_on"),
        "form": form,
        "accounting_form": accounting,
    }
    status = getattr(form, "status", getattr(accounting, "status", 200))
    return show(request, DISCLOSURES, context, status=status)


@route(
    "GET", "POST", kind="phi", data="oversight", does="oversight.answer_accounting",
    thing="oversight.AccountingRequest", arg="pk", event="oversight.answer_accounting",
)  # fmt: skip
def accounting(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One accounting: what it lists, what it leaves out and why, its clock, and its answer."""
    asked_for = fetch(AccountingRequest, pk, by=request.user, related=("patient__facility", "answered_by"))
    form = forms.AnswerForm(request.POST or None)
    if request.method == "POST" and attempt(form, actions.answer_accounting, asked_for, by=request.user):
        return done(request, request.path, _("Answered."))
    return _accounting(request, asked_for, form, forms.ExtendForm())


@route(
    "POST", kind="phi", data="oversight", does="oversight.extend_accounting", thing="oversight.AccountingRequest",
    arg="pk", event="oversight.extend_accounting",
)  # fmt: skip
def extend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take 30 days more."""
    asked_for = fetch(AccountingRequest, pk, by=request.user, related=("patient__facility",))
    form = forms.ExtendForm(request.POST)
    if attempt(form, actions.extend_accounting, asked_for, by=request.user):
        return done(
            request, reverse("oversight:accounting", args=[pk]), _("Extended. Send the patient the reason.")
        )
    return _accounting(request, asked_for, forms.AnswerForm(), form)


def _accounting(
    request: HttpRequest, asked_for: AccountingRequest, form: BaseForm, extending: BaseForm
) -> HttpResponse:
    lines = asked.accounted(asked_for)
    context = {
        "asked": asked_for,
        "listed": [line for line in lines if not line.left_out and not line.held_until],
        "held_back": [line for line in lines if line.held_until],
        "left_out": [line for line in lines if line.left_out],
        "form": form,
        "extend_form": extending,
        "may": "edit_oversight" in held(request.user, asked_for),
        "now": clock.now(),
    }
    status = getattr(form, "status", getattr(extending, "status", 200))
    return show(request, ACCOUNTING, context, status=status)


def _patient(request: HttpRequest, pk: UUID, verb: Any) -> Patient:
    """The record; the trail of it is a supervisor's to read too, who is kept from it and what was given out are not."""
    related = ("facility", "own_user")
    patient = fetch(Patient, pk, by=request.user, perm=PERM, related=related, portable=True)
    must_be_able(request.user, verb, patient)
    return patient
