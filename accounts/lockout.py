"""What somebody sees whose account is locked after too many failed sign-ins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def locked_out(request: HttpRequest, *_args: Any, **_more: Any) -> HttpResponse:
    """429 with the same text for a known and an unknown user name."""
    sentence = _("Too many failed sign-ins. Wait 15 minutes, or ask your administrator.")
    return render(request, "403.html", {"sentence": sentence}, status=429)
