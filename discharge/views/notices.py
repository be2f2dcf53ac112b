"""Notices of a case with the status of the stay, one notice, its printed record, and first copies still due at the desk."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from audit import record
from core import clock
from core.access import fetch, visible_to
from core.htmx import show
from core.refusals import Denied
from core.routes import route
from discharge import pages
from discharge.models import Notice
from discharge.notice_facts import GIVEN
from discharge.notice_rules import FIRST_COPIES
from discharge.queries import notices as ask
from patients.header import HEADER, case_page, fetch_case

SHOWN = 100
RELATED = (
    *(f"case__{name}" for name in HEADER),
    "encounter__facility",
    "delivered_by",
    "representative",
    "rules",
)


@route("GET", kind="phi", data="notice", thing="patients.Case", arg="pk", event="list")
def notices(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the patient must be told, by when, and what was; the status of the stay that it rests on."""
    case = fetch_case(pk, by=request.user, listed=True)
    page = case_page(case, request.user, "discharge")
    if "view_notice" not in page["rights"]:
        raise Denied("view_notice", "view", case)
    page |= ask.page(case, request.user) | {"pages": pages.shown(case, page["rights"], "notices:case")}
    record.seen([case, *page["notices"]], by=request.user, at=clock.now(), verb="list")
    page["may"] = _may(page["rights"])
    return show(request, "discharge/notices.html", page)


@route("GET", kind="phi", data="notice", thing="discharge.Notice", arg="pk", event="view")
def notice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One notice: its window and why, how it was given, and every deadline that a changed fact moved."""
    row = fetch(Notice, pk, by=request.user, related=RELATED)
    page = case_page(row.case, request.user, "discharge")
    page |= {"notice": row, "moves": ask.moves(row), "may": _of_row(row, page["rights"])}
    return show(request, "discharge/notice.html", page)


@route("GET", kind="phi", data="notice", thing="discharge.Notice", arg="pk", event="print")
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record of one notice, to print: our own words, never the text of a form."""
    row = fetch(Notice, pk, by=request.user, related=RELATED, listed=True)
    if not visible_to(Notice, request.user, portable=True).filter(pk=pk).exists():
        raise Denied("view_notice", "print", row)
    record.seen([row], by=request.user, at=clock.now(), verb="print")
    page = case_page(row.case, request.user, "discharge")
    return show(request, "discharge/notice_print.html", page | {"notice": row, "now": clock.now()})


@route("GET", kind="phi", data="notice", event="list")
def first_copies(request: HttpRequest) -> HttpResponse:
    """First copies that are still to be given, for whoever registers patients."""
    rows = list(ask.at_the_desk(request.user)[:SHOWN])
    record.seen(rows, by=request.user, at=clock.now(), verb="list")
    return show(request, "discharge/first_copies.html", {"notices": rows})


def _may(rights: Any) -> set[str]:
    """What somebody may do on the page of a case."""
    may = {"order"} if "edit_encounter" in rights else set()
    if {"edit_notice", "edit_discharge"} <= set(rights):
        may |= {"pick", "review"}
    return may | ({"screen"} if "edit_discharge" in rights else set())


def _of_row(row: Notice, rights: Any) -> set[str]:
    """What somebody may do with one notice as it stands."""
    mine = row.kind in FIRST_COPIES or "edit_discharge" in rights
    if "edit_notice" not in rights or not mine or row.error_at is not None:
        return set()
    return {"in-error"} if row.status in GIVEN else {"deliver"} if row.status in ask.OPEN else set()
