"""Which team a page is about: the one named in its address, else the first; for everybody else there is nothing."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from accounts.permissions import Role
from dashboards import queries
from dashboards.metrics import MEASURES, Measure


def team_of(request: HttpRequest) -> tuple[Any, list[Any]]:
    """The team, and all that the reader supervises."""
    teams = queries.teams_of(request.user)
    return chosen(request, teams), teams


def chosen(request: HttpRequest, teams: list[Any]) -> Any:
    """The team of the address among these; one that is not, or none at all, is the same 404."""
    asked = request.GET.get("team", "")
    found = next((team for team in teams if asked in ("", str(team.pk))), None)
    if found is None:
        raise Http404
    return found


def acts_as_supervisor(user: Any) -> bool:
    """Whether somebody is a supervisor in what they do now."""
    return bool((user.acting_role or user.default_role) == Role.SUPERVISOR)


def measure_or_404(name: str) -> Measure:
    """A measure by its name."""
    if name not in MEASURES:
        raise Http404
    return MEASURES[name]


def address(page: str, team: Any, *args: Any, **words: str) -> str:
    """The address of a page about a team."""
    said = {"team": str(team.pk)} | words
    return f"{reverse(page, args=args)}?{urlencode({name: word for name, word in said.items() if word})}"
