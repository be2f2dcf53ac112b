"""The progression board, its change token, the wall, and how good the forecasts were."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.permissions import Role
from audit import record
from core import clock
from core.htmx import show
from core.routes import route
from discharge import board
from discharge.forms.board import BoardFilter
from discharge.queries import board as queries
from discharge.queries import forecasts

PAGE = "discharge/board.html"


@route("GET", kind="phi", data="discharge", event="list", parts=("rows",))
def home(request: HttpRequest) -> HttpResponse:
    """Everybody in the house by group, each with the one thing that holds them."""
    asked, lines = _asked(request)
    record.listed({line.pk: line.patient_id for line in lines}, by=request.user, at=clock.now())
    context = {"form": asked, **_shown(request, asked, lines)}
    return show(request, PAGE, context, part="rows")


@route("GET", kind="phi", data="discharge", event="list")
def wall(request: HttpRequest) -> HttpResponse:
    """The same for a screen on the wall: beds and initials, no names."""
    asked, lines = _asked(request)
    record.listed({line.pk: line.patient_id for line in lines}, by=request.user, at=clock.now())
    return show(request, "discharge/wall.html", {"form": asked, **_shown(request, asked, lines)})


@route("GET", kind="phi", data="discharge", event="none: a token without content", activity=False)
def live(request: HttpRequest) -> HttpResponse:
    """A token that changes with the board; no content, and asking keeps no session alive."""
    unit = request.GET.get("unit", "")
    mine = _mine(request.user, request.GET.get("show", ""), unit)
    found = queries.token(request.user, _uuid(unit), mine=mine)
    answer = HttpResponse(status=304 if request.headers.get("If-None-Match") == found else 204)
    answer["ETag"] = found
    return answer


@route("GET", kind="phi", data="discharge", event="view")
def forecast(request: HttpRequest) -> HttpResponse:
    """How good the forecasts were, over everybody and by unit."""
    context = {"rows": forecasts.calibrated(request.user), "days": forecasts.LOOK_BACK.days}
    return show(request, "discharge/forecast.html", context)


def _asked(request: HttpRequest) -> tuple[BoardFilter, list[queries.Line]]:
    """The filter as it was asked, and every line it chooses from."""
    asked = BoardFilter.of(request, units=queries.units(request.user))
    said = asked.cleaned_data
    mine = _mine(request.user, said["show"], said["unit"])
    asked.data = {**{name: asked.data[name] for name in asked.data}, "show": "mine" if mine else "all"}
    return asked, queries.rows(request.user, said["unit"], mine=mine)


def _mine(user: Any, show: str, unit: Any) -> bool:
    """Whether it is one's own patients alone: unasked it is, but for a supervisor, who has none."""
    return not unit and (show or ("all" if user.acting_role == Role.SUPERVISOR else "mine")) == "mine"


def _shown(request: HttpRequest, asked: BoardFilter, lines: list[queries.Line]) -> dict[str, Any]:
    """The groups with their numbers and lines; what goes beyond a page is said, not dropped."""
    wanted = asked.cleaned_data["group"]
    counts = board.counts(line.group for line in lines)
    groups = [
        {
            "code": code,
            "label": label,
            "tone": board.TONES[code],
            "count": counts[code],
            "url": _url(request, group=code),
            "lines": [line for line in lines[: queries.SHOWN] if line.group == code],
        }
        for code, label in board.GROUPS.items()
    ]
    return {
        "groups": groups,
        "shown": [group for group in groups if group["lines"] and wanted in ("", group["code"])],
        "total": len(lines),
        "beyond": max(len(lines) - queries.SHOWN, 0),
        "wanted": wanted,
        "all_url": _url(request, group=""),
        "refresh_url": _url(request),
        "live_url": f"{reverse('board:live')}?{request.GET.urlencode()}",
        "now": clock.now(),
    }


def _url(request: HttpRequest, **changes: str) -> str:
    words = {**request.GET.dict(), **changes}
    return f"{request.path}?{urlencode({name: word for name, word in words.items() if word})}"


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
