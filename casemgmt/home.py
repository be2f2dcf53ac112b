"""The first page after signing in: the one a role works from."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from casemgmt.navigation import home_of
from core.routes import route


@route("GET", kind="session", event="none: sends on")
def home(request: HttpRequest) -> HttpResponse:
    """Go to where this role's day begins."""
    user: Any = request.user
    return HttpResponseRedirect(home_of(user.acting_role))
