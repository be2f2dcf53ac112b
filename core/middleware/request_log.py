"""One log line per request and the facts an audit row needs; the route's template, never its values."""

import hashlib
import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from audit.context import RequestFacts, current

log = logging.getLogger("core.requests")


class RequestLog:
    """Give the request its id and write its line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        facts = RequestFacts(request_id=uuid.uuid4().hex, source=_address(request), session=_session(request))
        token = current.set(facts)
        # A stopwatch for the log, not a clock: no rule reads it.
        started = time.perf_counter()
        try:
            answer = self.get_response(request)
            answer["X-Request-Id"] = facts.request_id
            self._line(request, answer.status_code, started)
            return answer
        finally:
            current.reset(token)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Now the route is known; the audit rows of this request carry its template."""
        match = request.resolver_match
        facts = current.get()
        current.set(
            RequestFacts(
                facts.request_id, f"{match.route}"[:120] if match else "", facts.source, facts.session
            )
        )

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """What nobody answered for becomes a 500: its class and place are logged, never its words."""
        log.error("unanswered", exc_info=error, extra={"request_id": current.get().request_id})

    def _line(self, request: HttpRequest, status: int, started: float) -> None:
        match = request.resolver_match
        log.info(
            "request",
            extra={
                "route": match.route if match else "-",
                "method": request.method,
                "status": status,
                "ms": round((time.perf_counter() - started) * 1000),
                "actor_id": str(getattr(request.user, "pk", "")) if hasattr(request, "user") else "",
                "request_id": current.get().request_id,
            },
        )


def _address(request: HttpRequest) -> str:
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    trusted = settings.TRUSTED_PROXY_COUNT
    if trusted and len(forwarded) >= trusted:
        return forwarded[-trusted].strip()[:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def _session(request: HttpRequest) -> str:
    key = request.session.session_key or ""
    # A mark to tell sessions apart in the trail; the key itself would be a password in the log.
    return hashlib.sha256(key.encode()).hexdigest()[:16] if key else ""
