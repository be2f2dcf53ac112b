"""Stopping a follow-up, settling an appointment."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import HEADER, case_page
from worklist import actions
from worklist.forms.promises import ReasonForm
from worklist.models import Appointment, FollowUp

PAGE = "worklist/settle.html"
ON_CASE = tuple(f"case__{each}" for each in HEADER)


def _settle(
    model: Any, verb: Any, form_class: type[Form], title: Any, said: Any
) -> Callable[..., HttpResponse]:
    """The view of a verb on a promise of a case: GET asks, POST does it and goes back to the work of the case."""

    @route(
        "GET",
        "POST",
        kind="phi",
        data="work",
        does=verb.verb_name,
        thing=model._meta.label,
        arg="pk",
        event=verb.verb_name,
    )
    def view(request: HttpRequest, pk: Any) -> HttpResponse:
        row = fetch(model, pk, by=request.user, related=ON_CASE)
        must_be_able(request.user, verb, row)
        data = request.POST if request.method == "POST" else None
        form = form_class(data)
        if data is not None and attempt(form, verb, row, by=request.user):
            return done(request, reverse("worklist:case_work", args=[row.case_id]), said)
        context = case_page(row.case, request.user, "work") | {"row": row, "form": form, "title": title}
        return show(request, PAGE, context, status=getattr(form, "status", 200))

    view.__name__ = verb.verb_name.partition(".")[2]
    return view


stop_follow_up = _settle(
    FollowUp, actions.stop_follow_up, ReasonForm, _("Stop this follow-up"), _("Follow-up stopped.")
)
keep_appointment = _settle(Appointment, actions.keep_appointment, Form, _("The patient was met"), _("Kept."))
miss_appointment = _settle(
    Appointment, actions.miss_appointment, Form, _("The patient did not come"), _("Noted.")
)
cancel_appointment = _settle(
    Appointment,
    actions.cancel_appointment,
    ReasonForm,
    _("Cancel this appointment"),
    _("Appointment cancelled."),
)
