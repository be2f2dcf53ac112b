"""The papers for the next place: their page, the preview of exactly what goes, the PDF and the FHIR document."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.access import fetch, visible_to
from core.htmx import show
from core.refusals import Denied
from core.routes import route
from discharge import pages
from discharge.queries import papers as ask
from patients.header import HEADER, case_page, fetch_case
from patients.models import Case
from referrals import documents, sheet
from referrals.models import Packet
from referrals.queries import packets

RELATED = (*(f"case__{name}" for name in HEADER), *packets.WITH)


@route("GET", kind="phi", data="discharge", thing="patients.Case", arg="pk", event="list")
def papers(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Versions of the papers, visits after leaving, results still to come, and who was told of the plan."""
    case = fetch_case(pk, by=request.user, listed=True)
    page = _tab(case, request.user) | ask.page(case)
    record.seen([case, *page["packets"]], by=request.user, at=clock.now(), verb="list")
    page["may"] = ask.EDIT in page["rights"] and case.is_open
    page["pages"] = pages.shown(case, page["rights"], "packets:case")
    return show(request, "discharge/papers.html", page)


@route("GET", kind="phi", data="discharge", thing="referrals.Packet", arg="pk", event="view")
def packet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Exactly what goes or went, what is missing in sentences, and what is held back."""
    row = fetch(Packet, pk, by=request.user, related=RELATED)
    page = _tab(row.case, request.user)
    page |= {"packet": row, "parts": packets.shown(row, page["rights"]), "missing": packets.missing(row)}
    page |= {"held_back": packets.held_back(row, page["rights"]), "may": ask.verbs(row, page["rights"])}
    page["may_take"] = packets.may_take(row, page["rights"])
    return show(request, "discharge/packet.html", page)


@route("GET", kind="phi", data="discharge", thing="referrals.Packet", arg="pk", event="print")
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The papers as a PDF; whole, or not at all."""
    row, page = _taken(pk, request.user)
    record.seen([row], by=request.user, at=clock.now(), verb="print")
    return sheet.paper(row, packets.shown(row, page["rights"]), page["banner"], request.user).download(
        "papers"
    )


@route("GET", kind="phi", data="discharge", thing="referrals.Packet", arg="pk", event="export")
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The papers as a FHIR document for another system; whole, or not at all."""
    row, page = _taken(pk, request.user)
    record.seen([row], by=request.user, at=clock.now(), verb="export")
    made = documents.bundle(row, packets.shown(row, page["rights"]), at=clock.now())
    sent = HttpResponse(json.dumps(made, ensure_ascii=False, indent=1), content_type="application/fhir+json")
    sent["Content-Disposition"] = 'attachment; filename="papers.json"'
    return sent


def _tab(case: Case, user: Any) -> dict[str, Any]:
    page = case_page(case, user, "discharge")
    if "view_discharge" not in page["rights"]:
        raise Denied("view_discharge", "view", case)
    return page


def _taken(pk: UUID, user: Any) -> tuple[Packet, dict[str, Any]]:
    """Papers that somebody may take along: seen by more than an open emergency, and every part of them readable."""
    row = fetch(Packet, pk, by=user, related=RELATED, listed=True)
    page = _tab(row.case, user)
    if not visible_to(Packet, user, portable=True).filter(pk=pk).exists():
        no = _("Emergency access is for reading. It does not print or export.")
        raise Denied("view_discharge", "print", row, no)
    if not packets.may_take(row, page["rights"]):
        no = _(
            "There are parts in these papers that you may not read. Ask somebody who may read all of them."
        )
        raise Denied("view_discharge", "print", row, no)
    return row, page
