"""Sessions: sign-in by default, an idle lock that polling cannot extend, and one role at a time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime

from accounts import sessions
from core import clock

Answer = Callable[[HttpRequest], HttpResponse]


class Idle:
    """End a session that was idle too long; routes declared without activity do not count as use."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._too_long(request):
            logout(request)
            request.session["signed_out_idle"] = True
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        card = getattr(view, "route", None)
        if request.user.is_authenticated and (card is None or card.activity):
            request.session["last_use"] = clock.now().isoformat()

    def _too_long(self, request: HttpRequest) -> bool:
        last = parse_datetime(request.session.get("last_use", "") or "")
        return last is not None and clock.now() - last > timedelta(seconds=settings.SESSION_IDLE_SECONDS)


class ActingRole:
    """Put the role the person acts in now on the user: their choice if they still hold it, else their usual one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            roles = sessions.roles_of(request.user)
            request.user.roles_held = roles  # type: ignore[union-attr]
            chosen = request.session.get("acting_role", request.user.default_role)
            request.user.acting_role = chosen if chosen in roles else (roles[0] if roles else "")
        return self.get_response(request)


class SignInRequired:
    """Every view asks for a signed-in person unless its route says public or machine."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        card = getattr(view, "route", None)
        if card is not None and card.kind in ("public", "machine"):
            return None
        if request.user.is_authenticated:
            return sessions.second_factor_first(request, view)
        if card is None and sessions.is_door(request):
            return None
        if request.path.startswith("/api/"):
            return None  # the API answers 401 by itself
        return _to_sign_in(request)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", False):
        answer = HttpResponse(status=401)
        answer["HX-Redirect"] = redirect_to_login(request.headers.get("HX-Current-URL", "/")).url
        return answer
    return redirect_to_login(request.get_full_path())
