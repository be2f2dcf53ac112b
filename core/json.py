"""What may stand in a JSON document: bounded in every direction, and only signs that the database can hold."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# The limits of a request (reliability rule 5.1): nesting, names in all, signs of a string, rows of a list, digits.
DEPTH, KEYS, STRING, ROWS, DIGITS = 20, 2_000, 100_000, 5_000, 18
# PostgreSQL's jsonb takes neither NUL nor half of a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# A string with its escapes, or a bracket; everything else between them has no depth.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)


class Unreadable(ValueError):
    """The text is no JSON, or no JSON of ours; the sentence names no value."""


def read(text: str) -> Any:
    """The document a text holds; raises Unreadable beyond a limit, before nesting can exhaust the reader."""
    if _depth(text) > DEPTH:
        raise Unreadable(f"The document is nested deeper than {DEPTH} levels.")
    counted = [0]
    try:
        document = json.loads(
            text,
            object_pairs_hook=lambda pairs: _object(pairs, counted),
            parse_int=_integer,
            parse_constant=_constant,
        )
    except RecursionError as error:
        raise Unreadable("The document is nested too deep.") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"This is not JSON: line {error.lineno}, column {error.colno}.") from error
    for fault in faults(document):
        raise Unreadable(fault)
    return document


def faults(document: Any, depth: int = 0) -> Iterator[str]:
    """Why a document must not be stored, in sentences without its values."""
    if depth > DEPTH:
        yield f"The document is nested deeper than {DEPTH} levels."
    elif isinstance(document, str):
        yield from _of_text(document)
    elif isinstance(document, dict):
        for name, value in document.items():
            yield from _of_text(str(name))
            yield from faults(value, depth + 1)
    elif isinstance(document, list | tuple):
        if len(document) > ROWS:
            yield f"A list has more than {ROWS} rows."
        for value in document:
            yield from faults(value, depth + 1)


def plain(document: Any) -> None:
    """What the kernel asks of every text and document before it is saved: the database would answer with an error."""
    if next(faults(document), ""):
        raise ValidationError(
            _("This text holds signs that cannot be stored, or too much at once."), code="not_plain"
        )


def _of_text(text: str) -> Iterator[str]:
    if len(text) > STRING:
        yield f"A text is longer than {STRING} signs."
    elif UNSTORABLE.search(text):
        yield "A text holds a sign that cannot be stored."


def _depth(text: str) -> int:
    deepest = depth = 0
    for token in TOKEN.finditer(text):
        sign = token[0]
        depth += (sign in ("[", "{")) - (sign in ("]", "}"))
        deepest = max(deepest, depth)
    return deepest


def _object(pairs: list[tuple[str, Any]], counted: list[int]) -> dict[str, Any]:
    found = dict(pairs)
    counted[0] += len(pairs)
    if len(found) != len(pairs):
        raise Unreadable("A name stands twice in one object: two readers could disagree about it.")
    if counted[0] > KEYS:
        raise Unreadable(f"The document has more than {KEYS} names.")
    return found


def _integer(text: str) -> int:
    if len(text.lstrip("-")) > DIGITS:
        raise Unreadable(f"A whole number has more than {DIGITS} digits.")
    return int(text)


def _constant(_text: str) -> Any:
    raise Unreadable("NaN and Infinity are not numbers of JSON.")
