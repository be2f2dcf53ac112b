"""Spreadsheets: the one place that writes CSV, row by row, each cell safe to open."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

# A cell that begins with one of these would be read as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def download(head: Iterable[str], rows: Iterable[Iterable[str]], name: str) -> StreamingHttpResponse:
    """A CSV file, sent while it is read; its name says the kind of list and never a person."""
    sent = StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8")
    sent["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return sent


def _lines(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow([_safe(cell) for cell in head])
    for row in rows:
        yield writer.writerow([_safe(cell) for cell in row])


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
