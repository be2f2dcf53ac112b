"""A team's page: its numbers now and over the last 30 days, who carries what, and what held its patients."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.htmx import show
from core.routes import route
from dashboards import charts, page, queries
from dashboards.counting import Cause
from dashboards.figures import number, plain
from dashboards.house_rules import rules_of
from dashboards.metrics import MEASURES, Kind
from dashboards.views.teams import acts_as_supervisor, address, chosen
from supervision.board import Carrying


@route("GET", kind="phi", data="case", event="list_team")
def dashboard(request: HttpRequest) -> HttpResponse:
    """The numbers of a team; each opens its list. A supervisor without a team is told so."""
    teams = queries.teams_of(request.user)
    has_none = not teams and acts_as_supervisor(request.user)
    team = None if has_none else chosen(request, teams)
    record.seen([], by=request.user, at=clock.now(), verb="list_team")
    if team is None:
        return show(request, "dashboards/no_team.html", {})
    return show(request, "dashboards/team.html", _context(request.user, team) | {"teams": teams})


def _context(user: Any, team: Any) -> dict[str, Any]:
    """What the page shows: counts of now, measures of the period, people, causes, letters."""
    said = page.as_seen(user, team)
    tiles = [_tile(name, figure, team) for name, figure in said.figures.items()]
    causes = [(rules_of(team).delays.label(cause.code), cause) for cause in said.causes]
    return {
        "team": team,
        "now": [tile for tile in tiles if tile["kind"] is Kind.COUNT and not tile["measure"].told_again],
        "period": [tile for tile in tiles if tile["kind"] is not Kind.LOAD and tile["measure"].told_again],
        "load": next(tile for tile in tiles if tile["kind"] is Kind.LOAD),
        "people": said.people,
        "load_chart": charts.bars(map(_carried, said.people)),
        "causes": causes,
        "letters": [(row["pk"], date.fromisoformat(row["week"])) for row in team.letters],
        "delay_chart": charts.bars(map(_delayed, causes)),
        "causes_url": address("dashboards:causes", team),
    }


def _tile(name: str, figure: Any, team: Any) -> dict[str, Any]:
    measure = MEASURES[name]
    aim = queries.aims_of(team).get(name)
    return {
        "measure": measure,
        "kind": measure.kind,
        "figure": figure,
        "aim": aim["value"] if aim else None,
        "url": address("dashboards:list", team, name),
        "about": address("dashboards:measure", team, name),
        "tone": measure.tone if measure.kind is Kind.COUNT and figure.numerator else "grey",
    }


def _carried(each: Carrying) -> tuple[str, float, str, float]:
    words = _("%(load)g of %(full)g") % {"load": each.load, "full": each.full}
    return each.user.short, float(each.load), words, float(each.full)


def _delayed(cause: tuple[str, Cause]) -> tuple[str, float, str, None]:
    label, found = cause
    return label, found.hours, _("%(hours)s h") % {"hours": plain(number(found.hours))}, None
