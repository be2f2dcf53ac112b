"""Papers for people: a template of ours and data become a tagged PDF that screen readers can read (PDF/UA-1).

The data goes in as JSON and stays text: nothing that somebody typed is ever read as markup. A letter that no typeface
has would end PDF/UA; then the paper is written without that promise, and the log says so, because a paper in the hand
is worth more than a promise.
"""

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse

log = logging.getLogger(__name__)
# Signs that nobody types on purpose: control characters, and those that turn the direction of what follows.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
UA = "ua-1"


@dataclass(frozen=True)
class Paper:
    """A finished PDF; `tagged` says that it holds to PDF/UA-1."""

    pdf: bytes
    tagged: bool

    def download(self, name: str) -> HttpResponse:
        """The paper as a file; its name says what kind of paper it is and never whose."""
        sent = HttpResponse(self.pdf, content_type="application/pdf")
        sent["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        return sent


def paper(template: str, data: Mapping[str, Any], *, at: datetime) -> Paper:
    """Set a paper from a template of templates/papers; `at` is the moment written into the file."""
    try:
        return Paper(_set(template, data, "pdf", at, [UA])[0], tagged=True)
    except typst.TypstError as error:
        if not _wants_letters(error):
            raise
    log.warning(
        "A paper was set without PDF/UA: no typeface has one of its letters.", extra={"event": template}
    )
    return Paper(_set(template, data, "pdf", at, [])[0], tagged=False)


def pictures(template: str, data: Mapping[str, Any], *, at: datetime) -> list[bytes]:
    """The pages of a paper as PNG pictures, to look at."""
    return _set(template, data, "png", at, [])


def drawable(text: str) -> bool:
    """Whether the typefaces at hand have every letter of a text."""
    try:
        _set("letters", {"text": text}, "pdf", datetime(2000, 1, 1, tzinfo=UTC), [UA])
    except typst.TypstError as error:
        if _wants_letters(error):
            return False
        raise
    return True


def _wants_letters(error: typst.TypstError) -> bool:
    return "could not be displayed with" in error.message


def _set(
    template: str,
    data: Mapping[str, Any],
    kind: Literal["pdf", "png"],
    at: datetime,
    standards: list[Any],
) -> list[bytes]:
    """What the typesetter makes of a template and its data: one file, or one picture a page."""
    folder = Path(settings.BASE_DIR) / "templates" / "papers"
    made: Any = typst.compile(
        str(folder / f"{template}.typ"),
        root=str(folder),
        font_paths=_fonts(tuple(settings.PAPER_FONTS)),
        ignore_system_fonts=True,
        format=kind,
        sys_inputs={"data": json.dumps(_seen({"size": settings.PAPER_SIZE, **data}), ensure_ascii=False)},
        pdf_standards=standards,
        timestamp=int(at.timestamp()),
    )
    return list(made) if isinstance(made, list) else [made]


@lru_cache(maxsize=2)
def _fonts(folders: tuple[str, ...]) -> typst.Fonts:
    """The typefaces of these folders, read once in a process."""
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    if not found.families():
        raise ImproperlyConfigured(
            "There are no typefaces for papers: run python3 -m dev.vendor, or set PAPER_FONTS."
        )
    return found


def _seen(value: Any) -> Any:
    """The data without signs that cannot be seen."""
    if isinstance(value, str):
        return UNSEEN.sub(" ", value)
    if isinstance(value, Mapping):
        return {name: _seen(part) for name, part in value.items()}
    return [_seen(part) for part in value] if isinstance(value, list | tuple) else value
