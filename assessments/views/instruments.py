"""Which instruments are asked here, each drawn as it will be asked, with its score as one tries it; nothing is stored."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import reading, scoring, task_templates
from assessments.actions import instruments as actions
from assessments.forms.trying import TryForm
from assessments.models import InstrumentVersion
from assessments.queries import instruments as queries
from audit import record
from core import clock
from core.actions import available
from core.htmx import attempt, done, show
from core.routes import route

LIST, PAGE = "assessments/instruments.html", "assessments/instrument.html"
CARD: dict[str, Any] = {
    "kind": "admin",
    "data": "identity",
    "thing": "assessments.InstrumentVersion",
    "arg": "pk",
}


@route("GET", kind="admin", data="identity", does="view", event="list")
def instruments(request: HttpRequest) -> HttpResponse:
    """Every instrument one looks after, with its versions."""
    rows = list(queries.listed(request.user))
    record.seen([], by=request.user, at=clock.now(), verb="list_instruments")
    return show(request, LIST, {"rows": rows})


@route("GET", **CARD, event="view")
def instrument(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version as it will be asked."""
    found = queries.kept(pk, request.user)
    record.seen([found], by=request.user, at=clock.now())
    return show(request, PAGE, _page(found, request))


@route("POST", **CARD, event="none: what is tried is not kept", does="view", parts=("sheet",))
def try_(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Score what was tried; the form comes back as it stands, with the questions it now asks."""
    found = queries.kept(pk, request.user)
    page = _page(found, request)
    return show(request, PAGE, page, part="sheet", status=422 if page["form"].errors else 200)


@route("POST", **CARD, does="assessments.put_in_use", event="assessments.put_in_use")
def put_in_use(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask by this version from now on."""
    return _verb(request, pk, actions.put_in_use, _("In use from now on."))


@route("POST", **CARD, does="assessments.retire_version", event="assessments.retire_version")
def retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask by it no longer."""
    return _verb(
        request,
        pk,
        actions.retire_version,
        _("It is asked no longer. What was begun with it can be finished."),
    )


def _verb(request: HttpRequest, pk: UUID, verb: Any, sentence: str) -> HttpResponse:
    found, form = queries.kept(pk, request.user), forms.Form(request.POST)
    if attempt(form, verb, found, by=request.user):
        return done(request, reverse("assessments:instrument", args=[pk]), sentence)
    return show(request, PAGE, _page(found, request) | {"failed": form}, status=form.status)  # type: ignore[attr-defined]


def _page(found: InstrumentVersion, request: HttpRequest) -> dict[str, Any]:
    asks = reading.of(found)
    tried = request.POST if request.method == "POST" and "age" in request.POST else None
    form = TryForm(asks, tried)
    outcome = scoring.score(asks, form.values, form.age)
    return {
        "version": found,
        "asks": asks,
        "form": form,
        "outcome": outcome,
        "work": _work(outcome.actions),
        "bands": [(rule.label, [(band, _work(band.actions)) for band in rule.bands]) for rule in asks.scores],
        "verbs": available(found, request.user, actions.put_in_use, actions.retire_version),
    }


def _work(codes: Iterable[str]) -> list[str]:
    """What a result asks for, in words."""
    return [task_templates.get(code).what for code in codes]
