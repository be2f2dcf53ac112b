"""Sessions: sign-in by default, an idle lock that polling cannot extend, and one role at a time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from accounts import sessions
from audit import record
from core import clock
from core.routes import card_of

# The session row is written at most twice a minute, not on every page.
COARSE = timedelta(seconds=30)
Answer = Callable[[HttpRequest], HttpResponse]


class Idle:
    """End a session that was idle too long; routes declared without activity do not count as use."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._too_long(request):
            record.noted("accounts.idle_lock", by=request.user, at=clock.now())
            logout(request)
            messages.info(
                request,
                _(
                    "The screen was locked after a while without use. What you typed is kept: sign in to go on."
                ),
            )
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        card = card_of(request, view)
        if request.user.is_authenticated and (card is None or card.activity) and self._age(request) > COARSE:
            request.session["last_use"] = clock.now().isoformat()

    def _too_long(self, request: HttpRequest) -> bool:
        used = "last_use" in request.session
        return used and self._age(request) > timedelta(seconds=settings.SESSION_IDLE_SECONDS)

    def _age(self, request: HttpRequest) -> timedelta:
        last = parse_datetime(request.session.get("last_use", "") or "")
        return clock.now() - last if last else timedelta.max


class ActingRole:
    """Put the role the person acts in now on the user: their choice if they still hold it, else their usual one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            roles = sessions.roles_of(request.user)
            request.user.roles_held = roles
            chosen = request.session.get("acting_role", request.user.default_role)
            request.user.acting_role = chosen if chosen in roles else (roles[0] if roles else "")
            # Pages show instants in the person's own zone unless they name the facility's.
            with timezone.override(request.user.tz):
                return self.get_response(request)
        return self.get_response(request)


class SignInRequired:
    """Every view asks for a signed-in person unless its route says public or machine."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        card = card_of(request, view)
        if card is not None and card.kind in ("public", "machine"):
            return None
        if request.user.is_authenticated:
            return sessions.own_password_first(request) or sessions.second_factor_first(request, view)
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
