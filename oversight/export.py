"""The trail as CSV: written row by row, each cell safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

# A cell that begins with one of these would be read as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def answer(rows: Iterable[Any], zone: ZoneInfo, name: str) -> StreamingHttpResponse:
    """The download; its name says the kind of list and never a person."""
    sent = StreamingHttpResponse(_lines(rows, zone), content_type="text/csv; charset=utf-8")
    sent["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return sent


def _lines(rows: Iterable[Any], zone: ZoneInfo) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(
        [
            _("When"),
            _("Who"),
            _("Role"),
            _("What"),
            _("Of"),
            _("Outcome"),
            _("Reason"),
            _("Emergency"),
            _("Relation"),
        ]
    )
    for row in rows:
        yield writer.writerow([_safe(cell) for cell in _cells(row, zone)])


def _cells(row: Any, zone: ZoneInfo) -> list[str]:
    return [
        row.at.astimezone(zone).isoformat(timespec="seconds"),
        row.who,
        row.as_role,
        row.did,
        row.thing,
        str(row.get_outcome_display()),
        row.reason,
        _("yes") if row.broke_glass else "",
        _("none") if row.unrelated else "",
    ]


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
