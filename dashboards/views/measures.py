"""A measure: what it counts, how it stands and stood, the rows behind it, and these as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from audit import record
from core import clock, sheets
from core.htmx import show
from core.routes import route
from core.wording import count
from dashboards import cells, charts, page, queries
from dashboards.figures import Figure
from dashboards.metrics import Kind, Measure
from dashboards.shapes import SHAPES
from dashboards.views.teams import address, measure_or_404, team_of
from discharge import export

NAMED = {"arguments": {"name": "breaching"}}
# Rows that are work or parts of cases somebody leads can be given to others from the list.
MOVABLE = ("case", "item", "part")


@route("GET", kind="phi", data="case", event="list_team", extra=NAMED)
def measure(request: HttpRequest, name: str) -> HttpResponse:
    """The definition of a measure, and its days."""
    found = measure_or_404(name)
    team, teams = team_of(request)
    days = queries.days_of(team, found)
    record.seen([], by=request.user, at=clock.now(), verb="list_team")
    aim = queries.aims_of(team).get(name)
    told = [(day, _figure(found, day.row)) for day in days]
    versions = [day.row.version if day.row else None for day in days]
    values = [figure.value if figure else None for _day, figure in told]
    context = _about(found, team, teams) | {
        "aim": aim,
        "days": told[::-1],
        "chart": charts.run(values, versions, aim["value"] if aim else None),
        "figure": page.figure_of(request.user, team, found),
    }
    return show(request, "dashboards/measure.html", context)


@route("GET", kind="phi", data="case", event="list", parts=("rows",), extra=NAMED)
def listed(request: HttpRequest, name: str) -> HttpResponse:
    """A page of the rows behind a number."""
    found = measure_or_404(name)
    team, teams = team_of(request)
    rows = queries.listing(found, queries.scope_of(request.user, team), request.GET.get("met", ""))
    shown = rows.page(request.GET.get("after", ""), request.GET.get("before", ""))
    record.seen(shown.rows, by=request.user, at=clock.now(), verb="list")
    number = rows.rows.order_by().count()
    words = ngettext("%(number)s row", "%(number)s rows", number) % {"number": count(number)}
    context = _about(found, team, teams) | {
        "lines": cells.lines(found, shown.rows),
        "columns": [label for label, _cell in SHAPES[found.shape].columns],
        "count": words,
        "number": number,
        "met": rows.met,
        "movable": found.shape in MOVABLE,
    }
    context |= _neighbours(found, team, rows.met, shown)
    return show(request, "dashboards/list.html", context, part="rows")


@route("GET", kind="phi", data="case", event="export", extra=NAMED)
def exported(request: HttpRequest, name: str) -> Any:
    """The same rows as a file, whole; it is on record, with its cases, before its first byte."""
    found = measure_or_404(name)
    team, _teams = team_of(request)
    export.must_wait(request.user)
    scope = queries.scope_of(request.user, team, portable=True)
    rows = queries.listing(found, scope, request.GET.get("met", ""))
    keys = rows.keys()
    record.seen(rows.read(keys), by=request.user, at=clock.now(), verb="export")
    return sheets.download(cells.head(found), cells.file(found, rows.chunks(keys)), name)


def _about(found: Measure, team: Any, teams: list[Any]) -> dict[str, Any]:
    name = found.name
    return {
        "measure": found,
        "team": team,
        "teams": teams,
        "owner": found.owner.label,
        "home_url": address("dashboards:home", team),
        "about_url": address("dashboards:measure", team, name),
        "list_url": address("dashboards:list", team, name),
        "csv_url": address("dashboards:csv", team, name),
        "met_url": address("dashboards:list", team, name, met="yes") if found.is_rate else "",
        "unmet_url": address("dashboards:list", team, name, met="no") if found.is_rate else "",
        "is_load": found.kind is Kind.LOAD,
    }


def _neighbours(found: Measure, team: Any, met: str, shown: Any) -> dict[str, str]:
    """The addresses of the pages before and after."""
    ways = {"newer_url": {"before": shown.before}, "older_url": {"after": shown.after}}
    return {
        name: address("dashboards:list", team, found.name, met=met, **way) if any(way.values()) else ""
        for name, way in ways.items()
    }


def _figure(found: Measure, row: Any) -> Figure | None:
    """The figure of a kept day; None for a gap."""
    return Figure(found.kind, row.numerator, row.denominator, found.unit) if row else None
