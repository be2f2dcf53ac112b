"""Parts of a page that say the same to many people: drawn once with marks, which then give way to what is one's own."""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString

T = TypeVar("T")
# Of the private use area: no name, address or token is written with these.
_MARK = re.compile("\ue000([a-z_]+)\ue001")


def mark(name: str) -> str:
    """Stands in a drawn part for a value of one person's or one request's own."""
    return f"\ue000{name}\ue001"


class Drawn:
    """A part as it was drawn with marks."""

    def __init__(self, text: str) -> None:
        # Text and names of marks in turns, text first and last.
        self.pieces = _MARK.split(text)

    def filled(self, own: Mapping[str, Any]) -> SafeString:
        """The part with these values, escaped, in the place of their marks."""
        pieces = list(self.pieces)
        pieces[1::2] = [escape(own[name]) for name in pieces[1::2]]
        return SafeString("".join(pieces))


class Kept(Generic[T]):
    """What was drawn, by all that decides how it looks; while pages are worked on it is drawn anew for each of them."""

    def __init__(self, most: int = 512) -> None:
        self.most = most
        self._known: dict[Hashable, T] = {}

    def find(self, key: Hashable, draw: Callable[[], T]) -> T:
        """The part of this key."""
        found = None if settings.DEBUG else self._known.get(key)
        if found is None:
            found = draw()
            # Whoever opens thousands of different pages does not fill the memory with their frames.
            if len(self._known) >= self.most:
                self._known.clear()
            self._known[key] = found
        return found
