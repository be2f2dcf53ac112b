"""The LACE index of 2010: length of stay, acute admission, comorbidity, emergency visits; 0 to 19. Pure.

Sources: van Walraven 2010 (points, expected risk of 0 and 19), Wang 2014 (comorbidity points, bands); the risks between
the two ends are recalled from secondary calculators, so they are said as "about". There is no 4 in C and no 6 in L.
"""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from assessments.risk.arithmetic import Band, Part, Result, answered, counted, result
from assessments.risk.conditions import LABELS, lace_sum

VERSION = "lace v2010"
PARTS = {
    "days": _("L: length of stay"),
    "acute": _("A: acute admission"),
    "conditions": _("C: comorbidity (LACE-C)"),
    "ed_visits": _("E: emergency visits in six months"),
}
BANDS = (
    Band(0, 4, "low", _("low")),
    Band(5, 9, "moderate", _("moderate")),
    Band(10, 19, "high", _("high")),
)
# Death or unplanned readmission within 30 days, percent, by total.
EXPECTED = (
    "2.0", "2.5", "3.0", "3.5", "4.3", "5.1", "6.1", "7.3", "8.7", "10.3",
    "12.2", "14.3", "17.0", "19.8", "23.0", "26.6", "30.4", "34.6", "39.1", "43.7",
)  # fmt: skip


@dataclass(frozen=True)
class Lace:
    """The inputs: None is not known. `days` in whole days; of an unknown stay it is known that it lasts `days_at_least`.

    `conditions` are those known to be there; while not `reviewed`, the others of the list may be there too.
    """

    days: int | None = None
    acute: bool | None = None
    conditions: frozenset[str] = field(default_factory=frozenset)
    reviewed: bool = False
    ed_visits: int | None = None
    days_at_least: int = 0


def score(given: Lace) -> Result:
    """The index with its four components."""
    parts = (
        counted("days", given.days, l_points, 7, given.days_at_least),
        answered("acute", given.acute, 3),
        _comorbidity(given),
        counted("ed_visits", given.ed_visits, e_points, 4),
    )
    return result(VERSION, parts, BANDS)


def l_points(days: int) -> int:
    """Component L: less than a day 0, then 1, 2, 3; 4 to 6 days 4; 7 to 13 days 5; 14 or more 7."""
    if days >= 14:
        return 7
    if days >= 7:
        return 5
    return min(days, 4)


def c_points(comorbidity: int) -> int:
    """Component C: the LACE comorbidity points up to 3 as they are, 4 or more 5."""
    return comorbidity if comorbidity < 4 else 5


def e_points(visits: int) -> int:
    """Component E: visits up to 3 as they are, 4 or more 4."""
    return min(visits, 4)


def expected(total: int) -> str:
    """How many in a hundred such patients died or came back unplanned within 30 days, as the published text of a number."""
    return EXPECTED[total]


def _comorbidity(given: Lace) -> Part:
    low = c_points(lace_sum(given.conditions))
    high = low if given.reviewed else c_points(lace_sum({*given.conditions, *LABELS}))
    return Part("conditions", low, high)
