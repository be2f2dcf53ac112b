"""The screening before a nursing facility: Level I, asking for Level II, its determination."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.actions import must_be_able
from core.htmx import attempt, done
from core.routes import route
from discharge.actions import screening as actions
from discharge.forms import notices as forms
from discharge.models import Pasrr
from discharge.views.notice_verbs import verb_view
from patients.header import fetch_case
from patients.views.asking import Question, ask, posted


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.record_pasrr", thing="patients.Case", arg="pk",
    event="discharge.record_pasrr", parts=("form",),
)  # fmt: skip
def record_pasrr(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what Level I came to."""
    case = fetch_case(pk, by=request.user)
    must_be_able(request.user, actions.record_pasrr, case)
    form, back = (
        forms.PasrrForm(posted(request), zone=case.facility.tz),
        reverse("notices:case", args=[case.pk]),
    )
    if request.method == "POST" and attempt(form, actions.record_pasrr, case, by=request.user):
        return done(request, back, _("The screening is on record."))
    title: Any = _("Record a screening (PASRR)")
    return ask(request, case, form, Question(actions.record_pasrr, "discharge", title, title, back))


refer = verb_view(
    Pasrr, actions.refer_level_two, lambda data, row: forms.ReferForm(data, zone=row.case.facility.tz),
    _("Level II is asked for"), _("Recorded: Level II is asked for."), data="discharge",
)  # fmt: skip
determine = verb_view(
    Pasrr, actions.record_determination, lambda data, row: forms.DetermineForm(data, zone=row.case.facility.tz),
    _("What Level II came to"), _("The determination is on record."), data="discharge",
)  # fmt: skip
