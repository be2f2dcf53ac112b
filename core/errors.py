"""Answers for requests that reach no view."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def forged_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without our own token (403): sent from elsewhere, or from a page left open too long."""
    sentence = _(
        "This form did not come from a page of yours, or you signed in again since. Go back, reload, send again."
    )
    return render(request, "403.html", {"sentence": sentence}, status=403)
