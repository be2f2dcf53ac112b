"""Every result of a case over time, as far as somebody may read it: a drawing and the table that says the same."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from assessments import trends as drawing
from assessments.queries import trends as queries
from assessments.views.verb_page import TAB
from audit import record
from core import clock
from core.htmx import show
from core.routes import route
from patients.header import case_page, fetch_case


@route("GET", kind="phi", data="case", thing="patients.Case", arg="pk", event="list")
def trends(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The first result against the latest of each domain, the worse ones first."""
    case = fetch_case(pk, by=request.user, listed=True)
    page = case_page(case, request.user, TAB)
    found = queries.of_case(case, request.user)
    page["trends"] = [(trend, drawing.chart(trend)) for trend in found]
    record.seen([case], by=request.user, at=clock.now(), verb="list")
    return show(request, "assessments/trends.html", page)
