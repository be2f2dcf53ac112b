"""Only what was declared is served: an address nobody classified is not there, another method is not allowed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from core.routes import cards


class Declared:
    """Hold every view to its declaration, also views of other packages, before a form's token is looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        found = cards(view, match.view_name if match else "")
        if not found:
            raise Http404
        allowed = sorted({method for one in found for method in one.allowed})
        return None if request.method in allowed else HttpResponseNotAllowed(allowed)
