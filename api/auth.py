"""Who calls the API: a person's session, or an integration account's key."""

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.keys import holder
from accounts.models import User

SCOPE = "api"


class SessionOr401(SessionAuthentication):
    """The browser's session with its CSRF token; without one the answer is 401, not a redirect."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class Token(BaseAuthentication):
    """`Authorization: Bearer KEY` of an integration account with the scope `api`.

    A key lets the account in and no more: it sees and does nothing until a grant names the account (SYSTEM_GRANTS).
    """

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        parts = get_authorization_header(request).split()
        if len(parts) != 2 or parts[0].lower() != b"bearer":
            return None
        account = holder(parts[1].decode("latin-1"), SCOPE)
        if account is None:
            raise AuthenticationFailed(_("This key is not valid. Ask the administrator for a new one."))
        return account, None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"
