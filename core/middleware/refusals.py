"""What a verb refuses becomes an answer: 409 with its sentence, 403 with a trace in the audit trail,
503 when busy or when the trail cannot be written."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from audit import record
from core import clock
from core.refusals import Denied, Refused

# A lock or statement that took too long, and two steps that waited for each other: trying again helps.
TOO_BUSY = {"55P03", "57014", "40P01"}


class Refusals:
    """Turn the exceptions of the kernel into pages; the rolled-back step is over when the denial is written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return render(request, "409.html", {"sentence": error.sentence}, status=error.status)
        if isinstance(error, Denied):
            record.denied(error.verb, error.row, by=request.user, at=clock.now(), perm=error.perm)
            return render(request, "403.html", {"sentence": str(error)}, status=403)
        if isinstance(error, ValidationError):
            return render(request, "409.html", {"sentence": " ".join(error.messages)}, status=422)
        if isinstance(error, record.NotRecorded) or (
            isinstance(error, OperationalError) and getattr(error.__cause__, "pgcode", "") in TOO_BUSY
        ):
            answer = render(request, "503.html", {}, status=503)
            answer["Retry-After"] = "5"
            return answer
        return None
