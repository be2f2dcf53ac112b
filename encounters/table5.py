"""CMS IPPS Table 5 as a text: tolerant of how its header is spelled, strict about every row. Pure; writes nothing.

Columns, as CMS names them: MS-DRG, "FY 20xx Final Post-Acute DRG", "... Special Pay DRG", MDC, TYPE, title, weights,
geometric mean LOS, arithmetic mean LOS. Separated by commas, tabs or semicolons; titles and footnotes around it are passed over.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import StringIO
from itertools import pairwise
from typing import Any

# What a column holds, and the words of its heading: all of one of the sets stand in it, none of the other.
COLUMNS: Mapping[str, tuple[tuple[frozenset[str], ...], frozenset[str]]] = {
    "post_acute": ((frozenset({"post", "acute"}), frozenset({"postacute"})), frozenset()),
    "special_pay": ((frozenset({"special", "pay"}),), frozenset()),
    "title": ((frozenset({"title"}), frozenset({"description"})), frozenset()),
    "weight": ((frozenset({"weight"}), frozenset({"weights"})), frozenset()),
    "gmlos": ((frozenset({"geometric", "mean"}), frozenset({"gmlos"})), frozenset()),
    "amlos": ((frozenset({"arithmetic", "mean"}), frozenset({"amlos"})), frozenset()),
    "drg": ((frozenset({"ms", "drg"}), frozenset({"msdrg"}), frozenset({"drg"})), frozenset({"title"})),
}
NEEDED = ("drg", "title", "gmlos")
YES, NO = {"yes", "y", "1", "true"}, {"no", "n", "0", "false", ""}
# What CMS writes where there is no figure.
NOTHING = {"", "n/a", "na", ".", "-", "--", "*"}
LONGEST_DAYS, HEAVIEST = Decimal(400), Decimal(1000)


class Faulty(Exception):
    """What is wrong with the file, one sentence each, with line and column."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(*faults)
        self.faults = faults


@dataclass(frozen=True)
class Row:
    """One group of the table."""

    drg: str
    title: str
    weight: Decimal | None
    gmlos: Decimal | None
    amlos: Decimal | None
    post_acute: bool
    special_pay: bool


def read(text: str) -> list[Row]:
    """The rows of a table; `Faulty` with every fault when one of them cannot be read."""
    lines = list(_lines(text))
    at, places = _header(lines)
    faults: list[str] = []
    found: list[Row] = []
    for number, cells in lines[at + 1 :]:
        if _is_row(cells, places):
            row, wrong = _row(number, cells, places)
            faults += wrong
            found += [row] if row else []
    faults += [f"{first}: this group comes twice." for first in _twice(found)]
    if not faults and not found:
        faults = ["The file has a heading and no rows."]
    if faults:
        raise Faulty(faults)
    return found


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line with the number of the line it begins on; a title may run over several."""
    plain = text.lstrip("\ufeff")
    reader = csv.reader(StringIO(plain, newline=""), delimiter=_delimiter(plain))
    before = 0
    for cells in reader:
        yield before + 1, [cell.strip() for cell in cells]
        before = reader.line_num


def _delimiter(text: str) -> str:
    """Tab, comma or semicolon: whichever parts the line of the heading most."""
    head = max(
        text.splitlines()[:20], key=lambda line: len(_words(line) & {"drg", "mean", "weights"}), default=""
    )
    return max("\t,;", key=head.count)


def _words(heading: str) -> frozenset[str]:
    return frozenset("".join(sign if sign.isalnum() else " " for sign in heading.lower()).split())


def _header(lines: list[tuple[int, list[str]]]) -> tuple[int, dict[str, int]]:
    """Which line is the heading, and in which column each thing stands."""
    for at, (_number, cells) in enumerate(lines):
        places = _places(cells)
        if all(name in places for name in NEEDED):
            return at, places
    raise Faulty(["No line is the heading: columns MS-DRG, title and geometric mean LOS are needed."])


def _places(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        words = _words(cell)
        for name, (sets, never) in COLUMNS.items():
            if any(each <= words for each in sets) and not never & words:
                found.setdefault(name, place)
                break
    return found


def _is_row(cells: list[str], places: Mapping[str, int]) -> bool:
    """Empty lines and footnotes, which have words in one cell only, are no rows."""
    filled = [cell for cell in cells if cell]
    return len(filled) > 1 or bool(filled and _cell(cells, places, "drg").isdigit())


def _cell(cells: list[str], places: Mapping[str, int], name: str) -> str:
    place = places.get(name)
    return cells[place] if place is not None and place < len(cells) else ""


def _row(number: int, cells: list[str], places: Mapping[str, int]) -> tuple[Row | None, list[str]]:
    readers: dict[str, Callable[[str], Any]] = {
        "drg": _group,
        "title": _title,
        "weight": lambda text: _figure(text, HEAVIEST),
        "gmlos": lambda text: _figure(text, LONGEST_DAYS),
        "amlos": lambda text: _figure(text, LONGEST_DAYS),
        "post_acute": _flag,
        "special_pay": _flag,
    }
    values, faults = {}, []
    for name, reads in readers.items():
        try:
            values[name] = reads(_cell(cells, places, name))
        except ValueError as wrong:
            faults.append(f"Line {number}, column {places.get(name, -1) + 1} ({name}): {wrong}")
    return (None, faults) if faults else (Row(**values), [])


def _group(text: str) -> str:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 999:
        raise ValueError(f"{text!r} is no MS-DRG of up to three digits.")
    return text.zfill(3)


def _title(text: str) -> str:
    if not text:
        raise ValueError("the title is missing.")
    return " ".join(text.split())[:200]


def _figure(text: str, most: Decimal) -> Decimal | None:
    """A number above 0; None where CMS gives none (0 is written for groups without cases)."""
    if text.lower() in NOTHING:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is no number.") from None
    if not number.is_finite() or not 0 <= number <= most:
        raise ValueError(f"{text!r} is not between 0 and {most}.")
    return number or None


def _flag(text: str) -> bool:
    word = text.lower()
    if word not in YES | NO:
        raise ValueError(f"{text!r} is neither Yes nor No.")
    return word in YES


def _twice(rows: list[Row]) -> list[str]:
    codes = sorted(row.drg for row in rows)
    return sorted({f"MS-DRG {one}" for one, next_one in pairwise(codes) if one == next_one})
