"""Doors for machines: receipts of the text message gateway, and what a mail service reports. Signed, or refused."""

import json
from typing import Any

from anymail import urls as anymail_urls
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from core import clock
from core.routes import route
from worklist import receipts, signing


def _no() -> HttpResponse:
    return HttpResponse("Forbidden", status=403, content_type="text/plain")


@csrf_exempt
@route(
    "POST",
    kind="machine",
    does="keep a receipt",
    event="none: a row of its own, without patient data",
    activity=False,
)
def sms(request: HttpRequest) -> HttpResponse:
    """A receipt of the gateway, or a reply: 204 when kept, 403 when forged, stale or said before, 404 when not ours."""
    stamp, said = (request.headers.get(name, "") for name in (signing.STAMP, signing.SIGNATURE))
    if not signing.is_genuine(settings.SMS_SECRET, stamp, request.body, said, clock.now().timestamp()):
        return _no()
    try:
        receipts.take(_facts(request.body), said)
    except receipts.Replayed:
        return _no()
    except receipts.Unknown:
        return HttpResponse("Unknown", status=404, content_type="text/plain")
    return HttpResponse(status=204)


@csrf_exempt
@route(
    "POST",
    kind="machine",
    does="keep a bounce",
    event="none: a row of its own, without patient data",
    activity=False,
)
def mail(request: HttpRequest) -> HttpResponse:
    """What the mail service of EMAIL_EVENTS reports, through django-anymail; 403 without its secret."""
    # Where no secret is set nobody can know it: the door does not exist.
    if not settings.EMAIL_EVENTS or not any(settings.ANYMAIL.values()):
        raise Http404
    try:
        answer: HttpResponse = _service()(request)
    except SuspiciousOperation:
        return _no()
    except (ValueError, LookupError, TypeError, AttributeError):
        return HttpResponse("Unreadable", status=400, content_type="text/plain")
    return answer


def _service() -> Any:
    name = f"{settings.EMAIL_EVENTS}_tracking_webhook"
    return next(each.callback for each in anymail_urls.urlpatterns if each.name == name)


def _facts(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
