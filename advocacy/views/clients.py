"""An advocate's home, and the binder of one client."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy import actions, forms, queries, reading, sealing, standing
from advocacy.attempts import attempts
from advocacy.models import Binder
from advocacy.standing import Standing
from audit import record
from audit.keyring import KeysMissing
from core import clock
from core.access import OWN, fetch
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.models import Patient
from patients.views.asking import posted

RELATED = ("key", "advocate", "patient")


@route("GET", kind="phi", data="case", event="list")
def clients(request: HttpRequest) -> HttpResponse:
    """Those who consented, and nobody else."""
    user: Any = request.user
    found = queries.clients(user)
    record.seen([case for client in found for case in client.cases], by=user, at=clock.now(), verb="list")
    return show(request, "advocacy/clients.html", {"clients": found})


@route("GET", kind="phi", data="own", thing="advocacy.Binder", arg="pk", event="view", parts=("entries",))
def binder(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The binder with its words, opened for this one answer."""
    found = fetch(Binder, pk, by=request.user, perm=OWN, related=RELATED)
    asked = forms.EntryFilter.of(request)
    page = page_of(found) | {"form": asked, "new": forms.EntryForm()}
    if page["standing"] == "live":
        page |= _entries(request, found, asked.cleaned_data["kind"])
    return show(request, "advocacy/binder.html", page, part="entries")


@route(
    "GET", "POST", kind="phi", data="case", does="advocacy.open_binder", thing="patients.Patient", arg="pk",
    event="advocacy.open_binder",
)  # fmt: skip
def open_binder(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a binder for a client."""
    patient = fetch(Patient, pk, by=request.user, perm="view_case")
    if not standing.consented(request.user, patient.pk):
        raise Denied("view_case", "advocacy.open_binder", patient)
    form = forms.Empty(posted(request))
    made = attempt(form, actions.open_binder, patient, by=request.user) if request.method == "POST" else None
    if made:
        return done(request, binder_url(made.pk), _("The binder is open. Only you can read what is in it."))
    page = {"form": form, "back": reverse("advocacy:clients")}
    page |= {"title": _("Open a binder"), "button": _("Open the binder")}
    return show(request, "advocacy/verb.html", page, part="form", status=getattr(form, "status", 200))


def page_of(found: Binder) -> dict[str, Any]:
    """What every page of a binder needs: how it stands, and who else tried."""
    stands = standing.of(found)
    there = {"binder": found, "standing": stands.value, "back": binder_url(found.pk)}
    return there | {"attempts": attempts(found) if stands is not Standing.CLOSED else []}


def _entries(request: HttpRequest, found: Binder, kind: str) -> dict[str, Any]:
    before = request.GET.get("before", "")
    rows = queries.entries(found, kind, queries.key(before) if before else None)
    more = f"{request.path}?kind={kind}&before={rows[-2].pk}" if len(rows) > queries.ROWS else ""
    rows = rows[: queries.ROWS]
    try:
        shown = reading.opened(found, rows, sealing.ring())
    except KeysMissing:
        return {"entries": [], "no_keys": actions.NO_KEYS}
    record.seen(rows, by=request.user, at=clock.now(), verb="list")
    return {"entries": shown, "older": more}


def binder_url(pk: Any) -> str:
    """Where every verb of a binder goes back to."""
    return reverse("advocacy:binder", args=[pk])
