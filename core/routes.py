"""Every address says what it is: its methods, class, data class, verb, object and audit event, on the view itself."""

from collections.abc import Callable, Mapping
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

    @property
    def allowed(self) -> tuple[str, ...]:
        """The methods it answers; whoever may GET may ask for the head alone."""
        return (*self.methods, "HEAD") if "GET" in self.methods else self.methods


# Views that are not ours, by the name of their address; casemgmt/doors.py fills it.
DOORS: dict[str, Route] = {}


def card(*methods: str, kind: str, **facts: Any) -> Route:
    """What an address says of itself, for classes: `route = card(...)`, or a dict of them by action or method."""
    if kind not in KINDS:
        raise ValueError(f"Unknown kind of route {kind!r}.")
    return Route(kind=kind, methods=methods, **facts)


def route(
    *methods: str, kind: str, **facts: Any
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Declare a view; a method it does not name is answered 405."""
    declared = card(*methods, kind=kind, **facts)

    def make(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in declared.allowed:
                return HttpResponseNotAllowed(declared.allowed)
            return view(request, *args, **kwargs)

        run.route = declared  # type: ignore[attr-defined]
        return run

    return make


def cards(view: Any, name: str) -> list[Route]:
    """Every declaration behind one address: one for a function, one per action for a class of the API."""
    declared = _declared(view)
    if isinstance(declared, Mapping):
        keys = _actions(view).values() or declared
        return [declared[key] for key in dict.fromkeys(keys) if key in declared]
    found = declared or DOORS.get(name)
    return [found] if found else []


def card_of(request: HttpRequest, view: Any) -> Route | None:
    """What the address of this request says of itself for this method; None when nobody classified it."""
    match = request.resolver_match
    found = cards(view, match.view_name if match else "")
    return next((one for one in found if request.method in one.allowed), found[0] if found else None)


def _declared(view: Any) -> Any:
    # A class with @route around its as_view() speaks for itself; else its own attribute counts.
    cls = getattr(view, "cls", None) or getattr(view, "view_class", None)
    return getattr(view, "route", None) or getattr(cls, "route", None)


def _actions(view: Any) -> dict[str, str]:
    return getattr(view, "actions", None) or {}
