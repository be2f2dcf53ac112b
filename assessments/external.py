"""Scales of questionnaires whose text may not be shipped: their results are recorded, their questions are not. Pure.

Ranges as published (clinical.md 1.2); `sort` is the class of information of such a result.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Scale:
    """One questionnaire scored elsewhere: its label, the ends of its scale, and of which class its results are."""

    label: str
    least: Decimal
    most: Decimal
    sort: str = "clinical"


def _scale(label: str, least: int, most: int, sort: str = "clinical") -> Scale:
    return Scale(label, Decimal(least), Decimal(most), sort)


KNOWN: Mapping[str, Scale] = {
    "braden": _scale("Braden scale (lower is worse)", 6, 23),
    "morse": _scale("Morse fall scale", 0, 125),
    "barthel": _scale("Barthel index", 0, 100),
    "cfs": _scale("Clinical frailty scale", 1, 9),
    "4at": _scale("4AT", 0, 12),
    "mini-cog": _scale("Mini-Cog", 0, 5),
    "mmse": _scale("MMSE", 0, 30),
}
OTHER = "other"
# A result of another questionnaire says itself of which class it is.
SORTS = ("clinical", "psychosocial", "behavioural")
