"""On which line of a JSON text each of its values begins, so that a fault in a document can be shown where it stands."""

import re
from json.decoder import JSONDecoder
from typing import Any

Path = tuple[str | int, ...]
_SPACE = re.compile(r"[ \t\r\n]*")
_decode = JSONDecoder().raw_decode


def lines(text: str) -> dict[Path, int]:
    """The line, from 1 on, of every value by the way to it; of a text that `core.json.read` has taken before."""
    found: dict[Path, int] = {}
    _Reader(text, found).value(_past(text, 0), ())
    return found


def line_of(path: Path, found: dict[Path, int]) -> int:
    """The line of a value, or of the nearest one around it that is there."""
    return next((found[path[:long]] for long in range(len(path), -1, -1) if path[:long] in found), 1)


def _past(text: str, place: int) -> int:
    """The next sign that is no space."""
    return _SPACE.match(text, place).end()  # type: ignore[union-attr]


class _Reader:
    """Walks through a text from value to value; a line is counted on from the last one looked up."""

    def __init__(self, text: str, found: dict[Path, int]) -> None:
        self.text, self.found = text, found
        self._place, self._line = 0, 1

    def value(self, place: int, path: Path) -> int:
        """Note the value at a place and all inside it; the place behind it."""
        self._line += self.text.count("\n", self._place, place)
        self._place = place
        self.found[path] = self._line
        opening = self.text[place]
        if opening not in "[{":
            return int(_decode(self.text, place)[1])
        return self._inside(place, path, "]" if opening == "[" else "}")

    def _inside(self, place: int, path: Path, closing: str) -> int:
        place, number = _past(self.text, place + 1), 0
        while self.text[place] != closing:
            step: Any = number
            if closing == "}":
                step, place = _decode(self.text, place)
                place = _past(self.text, _past(self.text, place) + 1)  # past the colon
            place = _past(self.text, self.value(place, (*path, step)))
            if self.text[place] == ",":
                place = _past(self.text, place + 1)
            number += 1
        return place + 1
