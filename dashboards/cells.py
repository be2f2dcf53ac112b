"""A row of a list in words: the same cells on the page and in the file, instants at the facility."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.localtime import local
from dashboards.metrics import Measure
from dashboards.shapes import SHAPES


@dataclass(frozen=True)
class Line:
    """A row on the page: itself, its case, where it leads, its cells with their headings."""

    row: Any
    case: Any
    url: str
    cells: list[tuple[Any, Any]]
    met: bool | None


def lines(measure: Measure, rows: Iterable[Any]) -> list[Line]:
    """The rows of a page."""
    shape = SHAPES[measure.shape]
    return [
        Line(
            row,
            shape.case(row),
            shape.page(row),
            [(label, cell(row)) for label, cell in shape.columns],
            getattr(row, "met", None) if measure.is_rate else None,
        )
        for row in rows
    ]


def head(measure: Measure) -> list[str]:
    """The headings of a file."""
    own = [str(label) for label, _cell in SHAPES[measure.shape].columns]
    met = [_("Met")] if measure.is_rate else []
    return [_("Case"), _("Patient"), _("Unit"), _("Lead"), *own, *met]


def file(measure: Measure, rows: Iterable[Any]) -> Iterator[list[str]]:
    """The lines of a file."""
    for line in lines(measure, rows):
        case = line.case
        name = ", ".join(filter(None, (case.patient.family, case.patient.given))) or case.patient.alias
        begin = [
            case.reference,
            name,
            case.unit.name if case.unit else "",
            case.lead.short if case.lead else "",
        ]
        cells = [_text(value, case.facility.tz) for _label, value in line.cells]
        yield [*begin, *cells, *([_("yes") if line.met else _("no")] if measure.is_rate else [])]


def _text(value: Any, zone: Any) -> str:
    if isinstance(value, datetime):
        return local(value, zone).isoformat(timespec="minutes")
    return str(value) if value is not None else ""
