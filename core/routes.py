"""Every address says what it is: its methods, class, data class, verb, object and audit event, on the view itself."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

KINDS = ("public", "session", "phi", "admin", "machine")


@dataclass(frozen=True)
class Route:
    """What a view declares about itself; docs and `tests/policy/routes.toml` are generated from it.

    `kind`: public (no sign-in), session (own account only), phi (patient data), admin, machine (token).
    `data` is the data class, `does` the verb or "view", `thing` the model named by the URL argument `arg`,
    `event` the audit verb it leaves; `activity=False` for polling, which must not extend the session;
    `names` the body fields that name other objects.
    """

    kind: str
    methods: tuple[str, ...]
    data: str = ""
    does: str = "view"
    thing: str = ""
    arg: str = ""
    event: str = ""
    throttle: str = ""
    activity: bool = True
    parts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def as_row(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value not in ("", (), {}, None)}


def route(*methods: str, kind: str, **facts: Any) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare a view; a method it does not name is answered 405."""
    if kind not in KINDS:
        raise ValueError(f"Unknown kind of route {kind!r}.")
    card = Route(kind=kind, methods=methods, **facts)

    def make(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            return view(request, *args, **kwargs)

        allowed = [*methods, *(["HEAD"] if "GET" in methods else [])]
        run.route = card  # type: ignore[attr-defined]
        return run

    return make
