"""The patient's page, and the search of the header."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from audit import record as audit
from core import access, clock
from core.access import fetch
from core.htmx import show
from core.routes import route
from patients import completeness
from patients.header import emergency
from patients.models import Patient
from patients.queries import record
from patients.queries.search import SHORTEST
from patients.queries.search import search as find

PARTS = ("who", "reach", "pays", "know")


@route("GET", kind="phi", data="identity", thing="patients.Patient", arg="pk", event="view", parts=PARTS)
def patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who, how to reach, who pays, who may know; a stub leads on to the record it was joined with."""
    user: Any = request.user
    row = fetch(Patient, pk, by=user, related=("facility", "merged_into"))
    if row.merged_into is not None:
        messages.info(request, _("The record you opened was joined with this one."))
        return redirect("patients:patient", row.merged_into_id)
    rights, relations = access.sight(user, row)
    page = record.page(row, user, rights)
    context = page | {
        "patient": row,
        "rights": rights,
        "percents": completeness.percents(record.known(row, page)),
        "today": clock.today(row.facility.tz),
        "now": clock.now(),
        "emergency": emergency(relations),
    }
    part = request.GET.get("part", "")
    return show(request, "patients/patient.html", context, part=part if part in PARTS else "")


@route("GET", "POST", kind="phi", data="identity", does="search", event="search", parts=("results",))
def search(request: HttpRequest) -> HttpResponse:
    """Look for patients one may see; by POST, so that no name stands in an address."""
    words = request.POST.get("q", "")[:100]
    found = find(words, request.user)
    if found:
        audit.seen([row.patient for row in found], by=request.user, at=clock.now(), verb="search")
    context = {"found": found, "words": words, "short": len(words.strip()) < SHORTEST}
    return show(request, "patients/search.html", context, part="results")
