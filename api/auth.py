"""Who calls the API: a person's session, or an integration account's key."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.keys import digest_of
from accounts.models import ApiToken
from core import clock

SCOPE = "api"


class SessionOr401(SessionAuthentication):
    """The browser's session with its CSRF token; without one the answer is 401, not a redirect."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class Token(BaseAuthentication):
    """`Authorization: Bearer KEY` of an integration account with the scope `api`."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if len(parts) != 2 or parts[0].lower() != b"bearer":
            return None
        found = (
            ApiToken.objects.select_related("user")
            .filter(digest=digest_of(parts[1].decode("latin-1")))
            .first()
        )
        usable = (
            found
            and SCOPE in found.scopes
            and found.user.is_active
            and found.revoked_at is None
            and found.expires_at > clock.now()
        )
        if not found or not usable:
            raise AuthenticationFailed(_("This key is not valid. Ask the administrator for a new one."))
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
