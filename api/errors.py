"""One shape for every error: `{"detail": sentence, "fields": {name: [sentences]}}`, with the statuses of the pages."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as Wrong
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ErrorDetail, NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from audit import record
from core import clock
from core.refusals import Denied, Refused


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Refused and stale 409, denied 403 (and on record), wrong input 422 by field, unseen 404; the rest as usual."""
    if isinstance(error, Refused):
        fields = {error.field: [str(error.sentence)]} if error.field else {}
        answer = _say(str(error.sentence), error.status, fields)
        answer.data |= error.facts(context["request"].user)
        return answer
    if isinstance(error, Denied):
        record.denied(error.verb, error.row, by=context["request"].user, at=clock.now(), perm=error.perm)
        return _say(str(error), status.HTTP_403_FORBIDDEN)
    if isinstance(error, Wrong):
        return _wrong(_by_field(error))
    if isinstance(error, ValidationError):
        return _wrong(_plain(error.detail))
    if isinstance(error, Http404 | NotFound):
        # One text for what is not there and what is not yours.
        return _say(_("There is nothing here for you."), status.HTTP_404_NOT_FOUND)
    if isinstance(error, record.NotRecorded):
        return _say(_("This cannot be served at the moment. Try again."), status.HTTP_503_SERVICE_UNAVAILABLE)
    found = exception_handler(error, context)
    if found is not None:
        found.data = {"detail": str(getattr(error, "detail", error)), "fields": {}}
    return found


def _wrong(fields: dict[str, Any]) -> Response:
    return _say(_("Some of this cannot be right."), status.HTTP_422_UNPROCESSABLE_ENTITY, fields)


def _say(sentence: str, code: int, fields: dict[str, Any] | None = None) -> Response:
    return Response({"detail": sentence, "fields": fields or {}}, status=code)


def _by_field(error: Wrong) -> dict[str, list[str]]:
    if not hasattr(error, "error_dict"):
        return {"": list(error.messages)}
    return {
        ("" if name == NON_FIELD_ERRORS else name): sentences
        for name, sentences in error.message_dict.items()
    }


def _plain(detail: Any) -> Any:
    if isinstance(detail, dict):
        return {("" if name == "non_field_errors" else name): _plain(value) for name, value in detail.items()}
    if isinstance(detail, list):
        return [_plain(value) for value in detail]
    return str(detail) if isinstance(detail, ErrorDetail) else detail
