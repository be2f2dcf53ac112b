"""The patient's plan on paper: the choices, and the PDF itself, on record as printed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from audit import record
from careplans.forms.paper import PaperForm
from careplans.models import CarePlan
from careplans.queries.sheet import Days, sheet
from careplans.sheet import RECORD, laid_out, texts
from core import clock, papers
from core.access import fetch, visible_to
from core.banner import Banner
from core.htmx import show
from core.languages import LANGUAGES
from core.refusals import Denied
from core.routes import route
from patients.header import HEADER, case_page
from policy import wordbook

CASE = tuple(f"case__{name}" for name in HEADER)


@route("GET", kind="phi", data="plan", thing="careplans.CarePlan", arg="pk", event="view")
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """In which language and how large the plan is printed."""
    plan = _portable(pk, request.user)
    record.seen([plan], by=request.user, at=clock.now())
    page = case_page(plan.case, request.user, "plan")
    offered = wordbook.languages(plan.case.facility)
    return _choices(request, plan, page, _form(plan, page["rights"], None, offered))


@route("GET", kind="phi", data="plan", thing="careplans.CarePlan", arg="pk", event="print")
def on_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The patient's plan as a PDF; not in an emergency."""
    plan = _portable(pk, request.user)
    page = case_page(plan.case, request.user, "plan")
    form = _form(plan, page["rights"], request.GET, LANGUAGES)
    if not form.is_valid():
        return _choices(request, plan, page, form, 422)
    record.seen([plan], by=request.user, at=clock.now(), verb="print")
    return _paper(plan, request.user, page["banner"], **form.cleaned_data).download("care-plan")


def _paper(plan: CarePlan, user: Any, head: Banner, *, language: str, size: str) -> papers.Paper:
    """The plan set in a language: with the stored translations that the typefaces can draw."""
    facility = plan.case.facility
    written = language if papers.drawable(Days(language, facility.tz).letters()) else RECORD
    found = sheet(plan, user, head, written=written, words=wordbook.glossary([facility]))
    known = wordbook.stored(facility, language, texts(found)) if language != RECORD else {}
    if not papers.drawable(" ".join(known.values())):
        known = {}
    data = laid_out(found, language=language, stored=known, large=size == "large")
    return papers.paper("plan", data, at=clock.now())


def _portable(pk: UUID, user: Any) -> CarePlan:
    """A plan that somebody may take along: seen by more than an open emergency."""
    plan = fetch(CarePlan, pk, by=user, related=CASE, listed=True)
    if not visible_to(CarePlan, user, portable=True).filter(pk=pk).exists():
        no = _("Emergency access is for reading. It does not print or export.")
        raise Denied("view_plan", "print", plan, no)
    return plan


def _form(plan: CarePlan, rights: frozenset[str], data: Any, offered: Iterable[str]) -> PaperForm:
    profile = getattr(plan.case.patient, "communication", None) if "view_identity" in rights else None
    spoken = (profile.read or profile.spoken) if profile is not None else ""
    return PaperForm(data, spoken=spoken, offered=offered)


def _choices(
    request: HttpRequest, plan: CarePlan, page: dict[str, Any], form: PaperForm, status: int = 200
) -> HttpResponse:
    return show(request, "careplans/paper.html", page | {"plan": plan, "form": form}, status=status)
