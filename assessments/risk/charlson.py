"""The Charlson comorbidity index of 1987 with age (CCI), and the ten-year survival it stands for. Pure.

Sources: Charlson 1987 (weights), Charlson 1994 (age). These are other weights than those of LACE: a chart holds both.
"""

from dataclasses import dataclass, field
from math import e

from django.utils.translation import gettext_lazy as _

from assessments.risk.arithmetic import Band, Part, Result, counted, result
from assessments.risk.conditions import LABELS, charlson_sum

VERSION = "cci 1987"
MOST = 33
PARTS = {"conditions": _("Diseases (CCI)"), "age": _("Age")}
# One band: the index has no agreed classes, its survival is said instead.
BANDS = (Band(0, MOST + 4, "cci", _("see survival")),)


@dataclass(frozen=True)
class Charlson:
    """The inputs: None is not known; while not `reviewed`, other diseases of the list may be there too. Age in years."""

    conditions: frozenset[str] = field(default_factory=frozenset)
    reviewed: bool = False
    age: int | None = None


def score(given: Charlson) -> Result:
    """The index with age."""
    low = charlson_sum(given.conditions)
    high = low if given.reviewed else charlson_sum({*given.conditions, *LABELS})
    return result(VERSION, (Part("conditions", low, high), counted("age", given.age, age_points, 4)), BANDS)


def age_points(age: int) -> int:
    """Below 50 none; one for each decade begun from 50 on, 4 from 80 on."""
    return max(0, min(age // 10 - 4, 4))


def survival(total: int) -> float:
    """The part of such patients, 0 to 1, expected to live ten years: 0.983 ^ e^(0.9 x index)."""
    return float(0.983 ** (e ** (0.9 * total)))
