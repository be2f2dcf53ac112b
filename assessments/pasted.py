"""A list of medicines as it was pasted, one a line: name, dose, way, how often. Pure; whatever is not understood stays said.

Parts are told apart by tabs, semicolons or bars; a line without any is cut before its first figure ("Metformin 500 mg
twice a day"). Nothing is guessed beyond that: what follows the dose is how often it is taken, as it was written.
"""

import re
from dataclasses import dataclass

MOST_LINES = 60
PARTS = ("name", "dose", "route", "frequency")
LONGEST = {"name": 120, "dose": 80, "route": 40, "frequency": 80}
_SIGNS = re.compile(r"\s*[;\t|]\s*")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")
_DOSE = re.compile(
    r"^(?P<name>\D+?)\s+(?P<dose>\d[\d.,/]*\s*(?:mcg|mg|g|ml|units?|iu|meq|%|puffs?|drops?|tablets?|capsules?)\b)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """One line: its number from 1 on, as it was written, and what it says; `fault` names what is too long or missing."""

    number: int
    written: str
    name: str = ""
    dose: str = ""
    route: str = ""
    frequency: str = ""
    fault: str = ""

    @property
    def facts(self) -> dict[str, str]:
        return {part: getattr(self, part) for part in PARTS}


def read(text: str) -> list[Line]:
    """The lines of a text that say something; empty lines are no medicines."""
    numbered = enumerate(text.splitlines(), 1)
    return [_line(number, written) for number, written in numbered if written.strip()]


def _line(number: int, written: str) -> Line:
    words = _BULLET.sub("", written).strip()
    parts = _parts(words)
    fault = next((part for part in PARTS if len(parts.get(part, "")) > LONGEST[part]), "")
    if not parts.get("name"):
        fault = "name"
    return Line(number, written.strip(), **parts, fault=fault)


def _parts(words: str) -> dict[str, str]:
    given = _SIGNS.split(words)
    if len(given) > 1:
        found = dict(zip(PARTS, given[: len(PARTS)], strict=False))
        # What is left over belongs to the last part: nothing that was written is lost.
        found["frequency"] = " ".join(filter(None, (found.get("frequency", ""), *given[len(PARTS) :])))
        return found
    if dosed := _DOSE.match(words):
        return {
            "name": dosed["name"].strip(" ,"),
            "dose": dosed["dose"],
            "frequency": dosed["rest"].strip(" ,"),
        }
    return {"name": words}
