"""The summary of a case, read in thirty seconds, and its timeline."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from assessments.queries.risk import in_short
from core.access import fetch
from core.htmx import show
from core.routes import route
from discharge.forms import TimelineFilter
from discharge.queries import summary as ask
from discharge.queries.onward import onward, stepper
from discharge.queries.timeline import by_day, happened, kinds
from discharge.views import past
from patients.header import HEADER, case_page, fetch_case
from patients.models import Case


@route("GET", kind="phi", data="case", thing="patients.Case", arg="pk", event="view")
def summary(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What matters, what comes next, who is there, and what is new."""
    case = fetch(Case, pk, by=request.user, related=HEADER)
    seen = ask.glance(case, request.user)
    page = case_page(case, request.user, "summary", read=seen)
    rights = page["rights"]
    plan = ask.shown_plan(case)
    news = happened(case, rights, since=seen["looked"], limit=6, reader=request.user)
    page |= {"seen": seen, "plan": plan, "team": ask.team(seen), "stages": stepper(case)}
    page |= {"onward": onward(case, ask.facts(case, seen, plan), rights), "days": by_day(news.entries, case)}
    page["risk"] = in_short(case, seen["lace"]) if "view_risk" in rights else None
    page["coming"] = ask.coming(case) if "view_work" in rights else []
    return show(request, "cases/summary.html", page)


@route("GET", kind="phi", data="case", thing="patients.Case", arg="pk", event="view", parts=("entries",))
def timeline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that happened, newest first, a page at a time; with `at`, the case as it stood on a past day."""
    case = fetch_case(pk, by=request.user)
    if asked_for := request.GET.get("at"):
        return past.stood(request, case, asked_for)
    page = case_page(case, request.user, "timeline")
    asked = TimelineFilter.of(request, kinds=kinds(page["rights"], request.user))
    kind = asked.cleaned_data["kind"]
    before = request.GET.get("before", "")
    told = happened(case, page["rights"], kind=kind, before=before, reader=request.user)
    earlier = (
        f"{reverse('cases:timeline', args=[pk])}?before={told.earlier}&kind={kind}" if told.earlier else ""
    )
    page |= {"form": asked, "days": by_day(told.entries, case), "earlier": earlier.replace("+", "%2B")}
    return show(request, "cases/timeline.html", page, part="entries")
