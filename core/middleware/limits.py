"""Limits before anything is parsed (reliability rule 5.1): too long is 413 or 414, unreadable is 400."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

URL_MAX = 4096
HEADER_COUNT_MAX = 60
HEADER_BYTES_MAX = 16_384


class Limits:
    """Refuse a request whose size or characters no page of ours needs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = _fault(request)
        if status:
            return HttpResponse("This request cannot be read.", status=status, content_type="text/plain")
        return self.get_response(request)


def _fault(request: HttpRequest) -> int:
    query = request.META.get("QUERY_STRING", "")
    headers = [(k, v) for k, v in request.META.items() if k.startswith("HTTP_")]
    if len(request.path) + len(query) > URL_MAX:
        return 414
    if len(headers) > HEADER_COUNT_MAX or sum(len(k) + len(str(v)) for k, v in headers) > HEADER_BYTES_MAX:
        return 431
    if "\x00" in request.path or "%00" in query:
        return 400
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit() and len(length) < 19):
        return 400
    return 413 if int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE else 0
