"""What held a team's patients, by cause, on the critical path of their stays."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.htmx import show
from core.routes import route
from dashboards import charts, queries
from dashboards.causes import Cost, costs
from dashboards.figures import number, plain
from dashboards.views.teams import address, team_of


@route("GET", kind="phi", data="case", event="list_team")
def causes(request: HttpRequest) -> HttpResponse:
    """Each cause with its share, what its removal would save, and how much of it was avoidable."""
    team, teams = team_of(request)
    found = costs(queries.scope_of(request.user, team))
    record.seen([], by=request.user, at=clock.now(), verb="list_team")
    context = {
        "team": team,
        "teams": teams,
        "costs": found,
        "chart": charts.bars(map(_bar, found.rows)),
        "home_url": address("dashboards:home", team),
        "list_url": address("dashboards:list", team, "delays"),
    }
    return show(request, "dashboards/causes.html", context)


def _bar(cost: Cost) -> tuple[str, float, str, None]:
    return cost.label, cost.share, _("%(hours)s h") % {"hours": plain(number(cost.share))}, None
