"""Headers on every answer: nothing is kept on the device, nothing outside is asked, no sensor is opened."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

CLOSED = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"


class Headers:
    """Mark every answer but the hashed static files as private and not to be stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if not request.path.startswith(settings.STATIC_URL):
            answer["Cache-Control"] = "no-store, private"
            patch_vary_headers(answer, ["Cookie", "HX-Request"])
        answer["Permissions-Policy"] = CLOSED
        answer["Cross-Origin-Resource-Policy"] = "same-origin"
        return answer
