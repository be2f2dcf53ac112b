"""Round one patient: the team's week, and the network of people and organisations."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from core import clock
from core.htmx import show
from core.routes import route
from patients.header import case_page, fetch_case
from worklist import network, week


@route("GET", kind="phi", data="work", thing="patients.Case", arg="pk", event="view", parts=("week",))
def case_calendar(request: HttpRequest, pk: Any) -> HttpResponse:
    """The week of a patient with their team, from ?week= on; what clashes is said and marked."""
    user: Any = request.user
    case = fetch_case(pk, by=user, perm="view_work")
    page = case_page(case, user, "work")
    first = week.monday(request.GET.get("week", ""), case.facility.tz)
    found = week.read(case, first, page["rights"])
    context = page | {"week": found, "today": clock.today(case.facility.tz)}
    return show(request, "worklist/case_calendar.html", context, part="week")


@route("GET", kind="phi", data="case", thing="patients.Case", arg="pk", event="view")
def case_network(request: HttpRequest, pk: Any) -> HttpResponse:
    """Who stands round the patient, as far as this person may know them."""
    user: Any = request.user
    case = fetch_case(pk, by=user, **network.of_patient())
    page = case_page(case, user, "team")
    page["circles"] = network.circles(case, user, page["rights"])
    return show(request, "worklist/case_network.html", page)
