"""Letting a colleague see one part of a case for a while, and taking it back."""

from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch
from core.htmx import attempt, done
from core.routes import route
from patients.header import HEADER
from patients.models import Case
from patients.views.asking import Question, ask
from teams import actions
from teams.forms.grants import GrantForm, RevokeForm
from teams.models import CaseGrant

RELATED = (*HEADER, "patient", "team")


@route(
    "GET", "POST", kind="phi", data="case", does="teams.grant", thing="patients.Case", arg="pk", event="teams.grant",
    names=("user",), parts=("form",),
)  # fmt: skip
def grant(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a colleague see one part of the case."""
    case = fetch(Case, pk, by=request.user, related=RELATED)
    form = GrantForm(request.POST or None, case=case, by=request.user)
    return _answer(
        request, case, case, form, actions.grant, _("Let somebody see a part"), _("They can see it now.")
    )


@route(
    "GET", "POST", kind="phi", data="case", does="teams.revoke_grant", thing="teams.CaseGrant", arg="pk",
    event="teams.revoke_grant", parts=("form",),
)  # fmt: skip
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what was given by hand."""
    given = fetch(CaseGrant, pk, by=request.user, related=("user", *(f"case__{name}" for name in RELATED)))
    title = _("Take back what %(name)s may see") % {"name": given.user.short}
    form = RevokeForm(request.POST or None)
    return _answer(
        request, given.case, given, form, actions.revoke_grant, title, _("They cannot see it any more.")
    )


def _answer(
    request: HttpRequest, case: Case, target: Any, form: BaseForm, verb: Any, title: str, notice: str
) -> HttpResponse:
    back = reverse("teams:case", args=[case.pk])
    if request.method == "POST" and attempt(form, verb, target, by=request.user):
        return done(request, back, notice)
    return ask(request, case, form, Question(verb=verb, tab="team", title=title, button=title, back=back))
