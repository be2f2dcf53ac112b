"""One page has one present: the database is asked for the time at most once while a page is read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from core import clock


class RequestClock:
    """Hold the clock for the length of a request; a verb inside asks anew in its own transaction."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with clock.held():
            return self.get_response(request)
