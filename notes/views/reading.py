"""The notes tab of a case, one note, and a note on paper."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from audit import record
from core import clock
from core.access import fetch
from core.htmx import show
from core.refusals import Denied
from core.routes import route
from notes import queries, words
from notes.forms import NoteFilter
from notes.models import CaseNote
from patients.header import HEADER, case_page, fetch_case
from patients.models import Case

CASE = tuple(f"case__{name}" for name in HEADER)


@route("GET", kind="phi", data="notes", thing="patients.Case", arg="pk", event="list", parts=("notes",))
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The notes of a case, newest first; those one may not read are not there."""
    found, user = fetch_case(pk, by=request.user), request.user
    page = case_page(found, user, "notes")
    if "view_notes" not in page["rights"]:
        raise Denied("view_notes", "view", found)
    asked = NoteFilter.of(request)
    rows, earlier = queries.page_of(found, user, asked.narrow, request.GET.get("before", ""))
    record.seen(rows, by=user, at=clock.now(), verb="list")
    page |= {"form": asked, "notes": [shown(note, user, page["rights"]) for note in rows]}
    return show(request, "notes/tab.html", page | {"earlier": _earlier(request, earlier)}, part="notes")


@route("GET", kind="phi", data="notes", thing="notes.CaseNote", arg="pk", event="view")
def note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One note with what was added to it."""
    found = fetch(CaseNote, pk, by=request.user, related=("created_by", "error_by", *CASE))
    page = case_page(found.case, request.user, "notes")
    return show(request, "notes/note.html", page | {"one": shown(found, request.user, page["rights"])})


@route("GET", kind="phi", data="notes", thing="notes.CaseNote", arg="pk", event="print")
def on_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One note for the printer, with the sentence its protection asks for; not in an emergency."""
    related = ("created_by", "error_by", *CASE)
    found = fetch(CaseNote, pk, by=request.user, related=related, portable=True)
    record.seen([found], by=request.user, at=clock.now(), verb="print")
    page = case_page(found.case, request.user, "notes") | {"printed_at": clock.now()}
    return show(request, "notes/print.html", page | {"one": shown(found, request.user, page["rights"])})


def shown(note: CaseNote, user: Any, rights: frozenset[str]) -> dict[str, Any]:
    """A note as the templates draw it."""
    return {"note": note, "may": queries.may(note, user, rights), "notice": words.NOTICES.get(note.label, "")}


def tab_url(case: Case) -> str:
    """Where every verb of notes goes back to."""
    return reverse("notes:case", args=[case.pk])


def _earlier(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    asked = request.GET.copy()
    asked["before"] = cursor
    return f"{request.path}?{asked.urlencode()}"
