"""Who looked at a record, what somebody looked at, and both to take along; reading the trail is on record itself."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from audit import record
from core import clock
from core.access import fetch, visible_to
from core.htmx import show
from core.routes import route
from core.wording import count
from oversight import export
from oversight.forms.log import LogFilter
from oversight.queries import log
from patients.models import Patient

PAGE, REPORT = "oversight/log.html", "oversight/report.html"
PERM = "view_oversight"


@route(
    "GET", kind="phi", data="oversight", thing="patients.Patient", arg="pk", event="read_log", parts=("rows",)
)
def of_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything on record about a patient."""
    patient, asked, rows, everyone = _about_patient(request, pk)
    record.seen([patient], by=request.user, at=clock.now(), verb="read_log")
    context = {"patient": patient, "zone": patient.facility.zone, "form": asked, "officer": everyone}
    return show(request, PAGE, context | _listed(request, rows), part="rows")


@route("GET", kind="phi", data="oversight", thing="patients.Patient", arg="pk", event="export")
def patient_csv(request: HttpRequest, pk: UUID) -> Any:
    """The same rows as a file; the export is on record before its first byte."""
    patient, _asked, rows, _everyone = _about_patient(request, pk)
    record.seen([patient], by=request.user, at=clock.now(), verb="export", reason="read_log")
    return export.answer(log.every(rows, request.user), patient.facility.tz, "record-log")


@route("GET", kind="phi", data="oversight", thing="patients.Patient", arg="pk", event="print")
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who looked at a record, in plain words, for the patient: a page at a time to read, or all of it to print."""
    patient, asked, rows, everyone = _about_patient(request, pk)
    record.seen([patient], by=request.user, at=clock.now(), verb="print", reason="read_log")
    zone, rows = patient.facility.tz, log.for_patient(rows)
    first, last = asked.wanted(zone).days(zone)
    context = {"patient": patient, "now": clock.now(), "first": first, "last": last}
    context["part_only"] = not everyone
    return show(request, REPORT, context | _reported(request, rows, zone))


@route("GET", kind="phi", data="oversight", thing="patients.Patient", arg="pk", event="export")
def report_csv(request: HttpRequest, pk: UUID) -> Any:
    """The patient's report as a file, whole."""
    patient, _asked, rows, _everyone = _about_patient(request, pk)
    record.seen([patient], by=request.user, at=clock.now(), verb="export", reason="read_log")
    rows = log.every(log.for_patient(rows), request.user)
    return export.for_patient(rows, patient.facility.tz, "who-looked")


@route(
    "GET", kind="phi", data="oversight", thing="accounts.User", arg="pk", event="read_log", parts=("rows",)
)
def of_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything a person did and saw."""
    person, asked, rows = _about_person(request, pk)
    listed = _listed(request, rows)
    record.seen([person, *listed["rows"]], by=request.user, at=clock.now(), verb="read_log")
    context = {"person": person, "zone": person.zone, "form": asked}
    return show(request, PAGE, context | listed, part="rows")


@route("GET", kind="phi", data="oversight", thing="accounts.User", arg="pk", event="export")
def person_csv(request: HttpRequest, pk: UUID) -> Any:
    """The same rows as a file."""
    person, _asked, rows = _about_person(request, pk)
    record.seen([person], by=request.user, at=clock.now(), verb="export", reason="read_log")
    return export.answer(log.every(rows, request.user), person.tz, "person-log")


def _about_patient(request: HttpRequest, pk: UUID) -> tuple[Patient, LogFilter, Any, bool]:
    # What is done with the trail is written down by the page itself: the look at the record is part of that.
    seen = (
        visible_to(Patient, request.user, PERM, portable=True)
        .select_related("facility")
        .filter(pk=pk)
        .first()
    )
    patient = seen or fetch(Patient, pk, by=request.user, perm=PERM, portable=True)
    asked = LogFilter.of(request)
    everyone = log.reads_all(patient, request.user)
    rows = log.of_patient(patient, request.user, asked.wanted(patient.facility.tz), everyone=everyone)
    return patient, asked, rows, everyone


def _about_person(request: HttpRequest, pk: UUID) -> tuple[User, LogFilter, Any]:
    person = log.person(request.user, pk)
    asked = LogFilter.of(request)
    return person, asked, log.of_person(person, asked.wanted(person.tz))


def _listed(request: HttpRequest, rows: Any) -> dict[str, Any]:
    said = request.GET
    found = log.page(rows, request.user, before=said.get("before", ""), after=said.get("after", ""))
    total = log.number(rows)
    words = {name: str(word) for name, word in said.items() if name not in ("after", "before") and word}
    return {
        "rows": found.rows,
        "earlier_url": _url(request, words, before=found.earlier),
        "later_url": _url(request, words, after=found.later),
        "count": ngettext("%(number)s entry", "%(number)s entries", total) % {"number": count(total)},
        "csv_url": f"{request.path}csv/?{urlencode(words)}",
        "reports_url": reverse("oversight:home"),
    }


def _reported(request: HttpRequest, rows: Any, zone: Any) -> dict[str, Any]:
    """The days of one page with the ways on, or to print every day of the period."""
    said = request.GET
    words = {
        name: str(word) for name, word in said.items() if name not in ("after", "before", "format") and word
    }
    ways = {
        "csv_url": f"{request.path}csv/?{urlencode(words)}",
        "whole_url": f"{request.path}?{urlencode(words | {'format': 'print'})}",
    }
    if said.get("format") == "print":
        return ways | {"days": _by_day(log.every(rows, request.user), zone), "whole": True}
    found = log.page(rows, request.user, before=said.get("before", ""), after=said.get("after", ""))
    return ways | {
        "days": _by_day(found.rows, zone),
        "earlier_url": _url(request, words, before=found.earlier),
        "later_url": _url(request, words, after=found.later),
    }


def _url(request: HttpRequest, words: dict[str, str], **cursor: str) -> str:
    given = {name: value for name, value in cursor.items() if value}
    return f"{request.path}?{urlencode(words | given)}" if given else ""


def _by_day(rows: Iterable[Any], zone: Any) -> list[tuple[Any, list[dict[str, Any]]]]:
    """Each day with who was there once, what they did in it, and why where they said so."""
    days: dict[Any, dict[Any, dict[str, Any]]] = {}
    for row in rows:
        people = days.setdefault(row.at.astimezone(zone).date(), {})
        told = people.setdefault(
            row.actor_id or row.who, {"who": row.who, "role": row.as_role, "did": [], "emergency": False}
        )
        told["did"] += [row.did] if row.did not in told["did"] else []
        told["emergency"] |= row.broke_glass
    return [(day, list(people.values())) for day, people in days.items()]
