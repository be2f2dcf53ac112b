"""A weekly letter, as it was kept."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from audit import record
from core import clock
from core.htmx import show
from core.routes import route
from dashboards import letters, queries
from dashboards.views.teams import address


@route("GET", kind="phi", data="quality", thing="dashboards.Brief", arg="pk", event="view")
def brief(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the page of a team said at that moment; to the supervisors of the team alone."""
    row, theirs = queries.letter(pk, request.user)
    if row is None or not theirs:
        if row is not None:
            record.denied("view", row, by=request.user, at=clock.now(), perm="supervise")
        raise Http404
    record.seen([row], by=request.user, at=clock.now())
    told = [
        (measure, figure, same, address("dashboards:list", row.team, measure.name))
        for measure, figure, same in letters.read(row.figures)
    ]
    context = {"brief": row, "rows": told, "home_url": address("dashboards:home", row.team)}
    return show(request, "dashboards/brief.html", context)
