"""Amounts that stand in words: "Drink 1.5 l a day" says 1.5 l/day. Pure.

A volume without a time is one a day, as orders for fluids are. Two different amounts in one text are none: nobody knows
which of them counts.
"""

import re
from collections.abc import Mapping
from typing import Any

from core.quantities import quantity

SPELLED: Mapping[str, str] = {
    "litre": "l", "litres": "l", "liter": "l", "liters": "l", "millilitres": "ml", "milliliters": "ml", "cc": "ml",
    "kilo": "kg", "kilos": "kg", "kilograms": "kg", "grams": "g", "pounds": "lb", "lbs": "lb", "meters": "m",
    "metres": "m", "hours": "h", "hour": "h", "minutes": "min", "sessions": "times", "session": "times",
}  # fmt: skip
UNITS = ("ml", "l", "kg", "mg", "g", "lb", "m", "h", "min", *SPELLED)
AMOUNT = re.compile(
    rf"(?<![\w.,])(\d+(?:[.,]\d+)?)\s*({'|'.join(sorted(UNITS, key=len, reverse=True))})(?!\w)"
    r"(?:\s*(?:/|per|a|each|every)\s*(day|week|h|hour)(?!\w)|\s+(daily))?",
    re.IGNORECASE,
)


def in_words(text: str) -> dict[str, Any] | None:
    """The one amount that a text names; None without any, or with different ones."""
    found = [_read(*match.groups()) for match in AMOUNT.finditer(text)]
    return found[0] if found and len({quantity(each) for each in found}) == 1 else None


def given(value: float | None, unit: str) -> dict[str, Any] | None:
    """An amount of a form, a number and a unit as somebody typed them."""
    if value is None:
        return None
    above, stroke, below = (part.strip().lower() for part in unit.partition("/"))
    above = SPELLED.get(above, above)
    return _said(float(value), above, SPELLED.get(below, below) if stroke else "")


def _read(number: str, unit: str, per: str | None, daily: str | None) -> dict[str, Any]:
    spelled = SPELLED.get(unit.lower(), unit.lower())
    time = "day" if daily else SPELLED.get((per or "").lower(), (per or "").lower())
    return _said(float(number.replace(",", ".")), spelled, time)


def _said(value: float, unit: str, time: str) -> dict[str, Any]:
    rate = time or ("day" if unit in ("l", "ml") else "")
    return {"value": value, "unit": f"{unit}/{rate}" if rate else unit}
