"""Sign-in as we want it: nobody signs up alone, every attempt is on record, the last sign-in is shown."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import sessions
from audit import record
from core import clock

log = logging.getLogger("audit")


class ClosedDoor(DefaultAccountAdapter):
    """allauth's adapter with the sign-up closed and the trail written."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse | None:
        # Django writes the new moment over it during the sign-in itself.
        request.before_this = user.last_login  # type: ignore[attr-defined]
        return super().pre_login(request, user, **options)

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        record.noted("accounts.sign_in", by=user, at=clock.now())
        request.session["last_use"] = clock.now().isoformat()
        answer = super().post_login(request, user, **options)
        before = getattr(request, "before_this", None)
        if before is None and settings.FIRST_PASSWORD_MUST_CHANGE:
            sessions.ask_for_a_password_of_ones_own(request, user)
        messages.info(request, _last(before, user))
        return answer

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # The name typed may be a password in the wrong box: it stays out of the trail, axes keeps its own evidence.
        record.noted("accounts.sign_in", by=None, at=clock.now(), outcome="failed")
        super().authentication_failed(request, **credentials)

    def logout(self, request: HttpRequest) -> None:
        try:
            record.noted("accounts.sign_out", by=request.user, at=clock.now())
        except record.NotRecorded:
            # Whoever leaves a shared screen leaves it, with a trail or without; nothing of a patient is shown by it.
            log.critical("audit.not_written", extra={"event": "accounts.sign_out"})
        super().logout(request)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:
        # "Successfully signed in as …" tells nobody anything; our own sentence says when the last time was.
        if message_template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, message_template, *args, **more)


def _last(before: Any, user: Any) -> str:
    if before is None:
        return _("This is your first sign-in.")
    local = before.astimezone(user.tz)
    return _("Your last sign-in was %(when)s. If that was not you, tell your administrator.") % {
        "when": date_format(local, "D j M Y, H:i")
    }
