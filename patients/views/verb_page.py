"""The page of one verb: its form by GET, the act by POST; inside another page htmx takes the form alone."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route

PAGE = "patients/verb.html"


def to_patient(block: str) -> Callable[[Any], str]:
    """The way back to a block of the patient's page, for a row that belongs to a patient."""
    return lambda row: f"{reverse('patients:patient', args=[getattr(row, 'patient_id', row.pk)])}#{block}"


def verb_page(
    verb: Any,
    form_class: Any,
    model: Any,
    *,
    title: Any,
    button: Any,
    sentence: Any,
    back: Callable[[Any], str],
    data: str = "identity",
    extra: Callable[[Any], dict[str, Any]] = lambda row: {},
) -> Callable[..., HttpResponse]:
    """A view for a verb; `sentence` is the notice when it is done, `extra` more context from the row."""

    @route(
        "GET", "POST", kind="phi", data=data, does=verb.verb_name, thing=model._meta.label, arg="pk",
        event=verb.verb_name, names=form_class.names, parts=("form",),
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        user: Any = request.user
        row = fetch(model, pk, by=user, related=RELATED.get(model._meta.label, ()))
        must_be_able(user, verb, row)
        form = form_class(request.POST if request.method == "POST" else None, row=row, by=user)
        if request.method == "POST" and attempt(form, verb, row, by=user):
            return done(request, back(row), sentence)
        words = {"title": title, "button": button, "back": back(row), "form": form, "url": request.path}
        patient = row if model._meta.label == "patients.Patient" else getattr(row, "patient", None)
        status = getattr(form, "status", 200)
        return show(request, PAGE, {**words, "patient": patient, **extra(row)}, part="form", status=status)

    view.__name__ = verb.verb_name.split(".")[1]
    return view


RELATED = {
    "patients.Patient": ("facility",),
    "patients.Consent": ("patient", "to_user", "to_organisation", "to_person"),
}
