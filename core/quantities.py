"""Numbers with units, compared exactly: 2 l a day is more than 1500 ml a day; what has no common unit cannot be compared.

Pure. A quantity is written {"value": 1500, "unit": "ml/day"}; a rate is two units with a stroke. A unit nobody knows here
can be compared with itself only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

# Unit to what it measures and how many of the smallest it is.
UNITS: Mapping[str, tuple[str, Decimal]] = {
    name: (kind, Decimal(size))
    for kind, names in {
        "volume": {"ml": "1", "l": "1000"},
        "mass": {"ug": "0.001", "mg": "1", "g": "1000", "kg": "1000000", "lb": "453592.37"},
        "length": {"mm": "1", "cm": "10", "m": "1000", "km": "1000000", "ft": "304.8"},
        "time": {"min": "1", "h": "60", "day": "1440", "week": "10080"},
        "share": {"%": "1"},
        "pressure": {"mmhg": "1"},
        "count": {"": "1", "steps": "1", "times": "1"},
    }.items()
    for name, size in names.items()
}


@dataclass(frozen=True)
class Quantity:
    """An amount in the smallest unit of what it measures: ("volume", "time") is a volume a time."""

    kind: tuple[str, ...]
    amount: Decimal


def is_quantity(value: Any) -> bool:
    """Whether a value is written as one."""
    return isinstance(value, Mapping) and set(value) == {"value", "unit"}


def quantity(value: Any) -> Quantity | None:
    """A number or a written quantity; None for anything else, and where the number is not known."""
    if is_quantity(value):
        number, unit = value["value"], value["unit"]
    else:
        number, unit = value, ""
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal) or not isinstance(unit, str):
        return None
    amount = Decimal(str(number))
    return _in(unit, amount) if amount.is_finite() else None


def _in(unit: str, amount: Decimal) -> Quantity:
    above, stroke, below = unit.strip().lower().partition("/")
    kind, size = UNITS.get(above.strip(), (above.strip(), Decimal(1)))
    if not stroke:
        return Quantity((kind,), amount * size)
    by, span = UNITS.get(below.strip(), (below.strip(), Decimal(1)))
    return Quantity((kind, by), amount * size / span)
