"""A file of services, read row by row: a table with a head, commas between cells, one service a row. Pure.

Several values in one cell are parted by ";"; an ability is said with its lowest level ("physical:1"). A row that cannot
be read is named with its number and what is wrong, and nothing of the file counts.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from directory.models import Service, ServiceCapability

NEEDED = ("organisation", "kind", "name")
TEXTS = ("address", "postal_code", "phone", "fax", "contact", "hours", "financial_interest")
LISTS = ("areas", "languages")
MARKS = ("medicare", "asked_to_be_listed")
QUALITY = ("quality_measure", "quality_value", "quality_as_of", "quality_source")
COLUMNS = (*NEEDED, "npi", *TEXTS, *LISTS, *MARKS, "support_hours", "capabilities", "payers", *QUALITY)
SAYS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
ROWS_MAX = 20_000
# The head is row 1.
FIRST_ROW = 2


class BadRow(ValueError):
    """A file, or a row of it, that cannot be taken in; the text names the row."""


@dataclass(frozen=True)
class Row:
    """One service as a file says it; `facts` are those of directory.listing.FACTS without the name."""

    organisation: str
    kind: str
    name: str
    npi: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    capabilities: Mapping[str, int | None] = field(default_factory=dict)
    payers: tuple[str, ...] = ()
    quality: Mapping[str, Any] = field(default_factory=dict)


def read(lines: Iterable[str]) -> list[Row]:
    """The rows of a file; BadRow names the first that cannot be read."""
    table = csv.DictReader(lines, strict=True)
    try:
        _must_have(table.fieldnames or [])
        rows: list[Row] = []
        for number, cells in enumerate(table, FIRST_ROW):
            if len(rows) >= ROWS_MAX:
                raise BadRow(f"The file has more than {ROWS_MAX} rows. Part it.")
            rows.append(_row(number, cells))
    except csv.Error as wrong:
        raise BadRow(f"Row {table.line_num} cannot be read: {wrong}.") from wrong
    _must_differ(rows)
    return rows


def _must_have(names: Iterable[str]) -> None:
    said = set(names)
    if missing := [name for name in NEEDED if name not in said]:
        raise BadRow(f"The head of the file lacks {', '.join(missing)}.")
    if unknown := sorted(said - set(COLUMNS)):
        raise BadRow(f"The head of the file has columns that are not known: {', '.join(map(str, unknown))}.")


def _must_differ(rows: Iterable[Row]) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for number, row in enumerate(rows, FIRST_ROW):
        key = (row.organisation, row.kind, row.name)
        if key in seen:
            raise BadRow(f"Row {number}: the same service stands in row {seen[key]}.")
        seen[key] = number


def _row(number: int, cells: Mapping[str | None, Any]) -> Row:
    try:
        if None in cells:
            raise ValueError("it has more cells than the head")
        return _read({str(name): (value or "").strip() for name, value in cells.items()})
    except ValueError as wrong:
        raise BadRow(f"Row {number}: {wrong}.") from wrong


def _read(said: Mapping[str, str]) -> Row:
    for name in NEEDED:
        if not said[name]:
            raise ValueError(f"{name} is empty")
    if said["kind"] not in Service.Kind.values:
        raise ValueError(f"there is no kind of service “{said['kind']}”")
    return Row(
        said["organisation"],
        said["kind"],
        said["name"],
        said.get("npi", ""),
        _facts(said),
        dict(_capability(each) for each in _parts(said.get("capabilities", ""))),
        tuple(_parts(said.get("payers", ""))),
        _quality(said),
    )


def _facts(said: Mapping[str, str]) -> dict[str, Any]:
    """What the columns of the file say of the service; a column that is not there says nothing."""
    facts: dict[str, Any] = {name: said[name] for name in TEXTS if name in said}
    facts |= {name: _parts(said[name]) for name in LISTS if name in said}
    facts |= {name: _mark(name, said[name]) for name in MARKS if name in said}
    if "support_hours" in said:
        facts["support_hours"] = _number("support_hours", said["support_hours"], 24)
    return facts


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _mark(name: str, cell: str) -> bool:
    if cell.lower() not in SAYS:
        raise ValueError(f"{name} is “{cell}”: say yes or no")
    return SAYS[cell.lower()]


def _number(name: str, cell: str, most: int) -> int | None:
    if not cell:
        return None
    if not cell.isascii() or not cell.isdigit() or int(cell) > most:
        raise ValueError(f"{name} is “{cell}”: give a whole number from 0 to {most}")
    return int(cell)


def _capability(part: str) -> tuple[str, int | None]:
    code, _colon, level = part.partition(":")
    code = code.strip()
    if code not in ServiceCapability.Code.values:
        raise ValueError(f"there is no capability “{code}”")
    least = _number(code, level.strip(), 4)
    if (least is None) == (code in ServiceCapability.ABILITIES):
        raise ValueError(f"{code} takes {'a level, such as ' + code + ':1' if least is None else 'no level'}")
    return code, least


def _quality(said: Mapping[str, str]) -> dict[str, Any]:
    values = [said.get(name, "") for name in QUALITY]
    if not any(values):
        return {}
    if not all(values):
        raise ValueError("a quality fact needs its measure, value, day and source")
    measure, value, as_of, source = values
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        raise ValueError(f"quality_as_of is “{as_of}”: give a day such as 2026-09-12") from None
    return {"measure": measure, "value": value, "as_of": day, "source": source}
