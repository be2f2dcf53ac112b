"""What every page's frame needs: name of the site, navigation by role, theme, unread notices."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of base.html; empty of personal facts for somebody who is not signed in."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "site_name": settings.SITE_NAME,
        "demonstration": settings.DEMONSTRATION,
        "theme": user.theme if signed_in else "auto",
        "nav": [],
    }
