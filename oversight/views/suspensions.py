"""Holding back what was given to an agency, on its word, and letting it be listed again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from oversight import actions
from oversight.forms import privacy as forms
from oversight.models import Suspension
from oversight.queries import home as asked
from patients.models import Patient

PAGE = "oversight/suspend.html"


@route(
    "GET", "POST", kind="phi", data="oversight", does="oversight.suspend_accounting", thing="patients.Patient", arg="pk",
    event="oversight.suspend_accounting",
)  # fmt: skip
def suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What agencies had held back, and one more."""
    patient = fetch(Patient, pk, by=request.user, perm="edit_oversight", related=("facility",), portable=True)
    form = forms.SuspensionForm(request.POST or None, agencies=asked.agencies(patient))
    if request.method == "POST" and attempt(form, actions.suspend_accounting, patient, by=request.user):
        return done(request, request.path, _("Accountings leave this out until then."))
    return _shown(request, patient, form, forms.EndSuspensionForm())


@route(
    "POST", kind="phi", data="oversight", does="oversight.end_suspension", thing="oversight.Suspension", arg="pk",
    event="oversight.end_suspension",
)  # fmt: skip
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let it be listed again from today."""
    suspension = fetch(Suspension, pk, by=request.user, related=("patient__facility",))
    must_be_able(request.user, actions.end_suspension, suspension)
    form = forms.EndSuspensionForm(request.POST)
    if attempt(form, actions.end_suspension, suspension, by=request.user):
        return done(
            request, reverse("oversight:suspend", args=[suspension.patient_id]), _("It is listed again.")
        )
    patient = suspension.patient
    return _shown(request, patient, forms.SuspensionForm(agencies=asked.agencies(patient)), form)


def _shown(
    request: HttpRequest, patient: Patient, form: forms.SuspensionForm, ending: forms.EndSuspensionForm
) -> HttpResponse:
    context = {
        "patient": patient,
        "rows": asked.suspensions(patient, request.user),
        "held": asked.held_back(patient),
        "form": form,
        "end_form": ending,
    }
    status = getattr(form, "status", getattr(ending, "status", 200))
    return show(request, PAGE, context, status=status)
