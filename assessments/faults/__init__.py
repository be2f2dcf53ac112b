"""What is wrong with an instrument's file: each fault with its file, its line and a sentence that says what to do.

Pure. First the text, then the shape of every element, and only then what they mean together: each step trusts the one
before. A file with a fault is not loaded, and never half.
"""

import json as plain_json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments import reading
from assessments.faults import asking, flags, names, naming, scores
from core import json
from core.json_lines import Path, line_of, lines

LARGEST = 1_000_000
Found = Iterator[tuple[Path, str]]


@dataclass(frozen=True)
class Fault:
    """One thing to put right."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


def of_text(file: str, text: str, *, shipped: bool = False) -> tuple[Any, list[Fault]]:
    """The body a file holds and its faults; None for one that is no JSON. `shipped`: a file of ours, which shows no
    text that needs somebody's licence."""
    body, unreadable = _document(file, text)
    if unreadable:
        return None, [unreadable]
    where = lines(text)
    found = list(_faults(body, shipped))
    return body, sorted(
        (Fault(file, line_of(path, where), sentence) for path, sentence in found),
        key=lambda fault: fault.line,
    )


def of_body(body: Any) -> list[str]:
    """The faults of a body without its text: what a verb asks before it keeps one."""
    return [sentence for _path, sentence in _faults(body, shipped=False)]


def _document(file: str, text: str) -> tuple[Any, Fault | None]:
    if len(text) > LARGEST:
        return None, Fault(file, 1, _("The file is larger than 1 MB."))
    try:
        return json.read(text), None
    except json.Unreadable as wrong:
        cause = wrong.__cause__
        line = cause.lineno if isinstance(cause, plain_json.JSONDecodeError) else 1
        return None, Fault(file, line, str(wrong))


def _faults(body: Any, shipped: bool) -> Found:
    found = list(names.instrument(body, ())) or list(asking.faults(body)) or list(_links(body))
    if found:
        yield from found
        return
    questionnaire = reading.read(body)
    yield from naming.faults(body, questionnaire, shipped)
    yield from scores.faults(body, questionnaire)
    yield from flags.faults(body, questionnaire)


def _links(body: Any) -> Found:
    """Lists of questions that name one nobody asks: without them the scoring cannot be read."""
    order = [
        item["linkId"] for _path, item in asking.walk(body["item"]) if item["type"] not in reading.WORDS_ONLY
    ]
    for number, part in enumerate(body.get("extension", [])):
        for path, text in asking.listed(part, ("extension", number)):
            try:
                reading.named(text, order)
            except ValueError as unknown:
                yield path, _("There is no question “%(name)s”.") % {"name": str(unknown)[:80]}
