"""Every address of the application with what it declares, read from the resolver itself: nothing can be left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from core.routes import Route, cards


@dataclass(frozen=True)
class Address:
    """One pattern: its template, its name with namespaces, the view behind it and what that declares."""

    template: str
    name: str
    view: Any
    converters: dict[str, Any]

    @property
    def cards(self) -> list[Route]:
        return cards(self.view, self.name)

    @property
    def place(self) -> str:
        """Where the view is written."""
        found = getattr(self.view, "cls", None) or getattr(self.view, "view_class", None) or self.view
        return f"{found.__module__}.{found.__qualname__}"

    @property
    def objects(self) -> list[str]:
        """The arguments that name an object by its key."""
        return [name for name, kind in self.converters.items() if type(kind).__name__ == "UUIDConverter"]


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns))


def _walk(
    patterns: Iterable[Any], before: str = "", space: str = "", known: dict[str, Any] | None = None
) -> Iterator[Address]:
    for pattern in patterns:
        template, converters = before + str(pattern.pattern), {**(known or {}), **pattern.pattern.converters}
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, template, inner, converters)
        elif isinstance(pattern, URLPattern):
            yield Address(template, f"{space}{pattern.name or ''}", pattern.callback, converters)
