"""How much work a case is: eight parts to points, points to a band and the weight of a caseload. Pure.

A project proposal (clinical.md 2.16); it describes work, not a person.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from assessments.risk.arithmetic import Band, Part, Result, answered, counted, result

VERSION = "acuity 1"
PARTS = {
    "lace": _("LACE band"),
    "function": _("Needs much help to sit up, transfer or use the toilet (GG0170 C, E, F)"),
    "cognition": _("Memory and thinking impaired (BIMS 12 or less)"),
    "needs": _("Social needs"),
    "destination": _("Where the patient goes"),
    "payer": _("Payer in the way"),
    "legal": _("Legal question or capacity"),
    "interpreter": _("Interpreter"),
}
LACE_POINTS = {"low": 0, "moderate": 1, "high": 2}
DESTINATIONS = {"home": 0, "services": 1, "facility": 2}
BANDS = (
    Band(0, 2, "low", _("low")),
    Band(3, 5, "moderate", _("moderate")),
    Band(6, 8, "high", _("high")),
    Band(9, 12, "complex", _("complex")),
)
WEIGHTS = {
    "low": Decimal("1.0"),
    "moderate": Decimal("1.5"),
    "high": Decimal("2.0"),
    "complex": Decimal("3.0"),
}


@dataclass(frozen=True)
class Acuity:
    """The inputs: None is not known. `lace` lists the bands that are still possible; one of them where it is known."""

    lace: tuple[str, ...] = ()
    function: bool | None = None
    cognition: bool | None = None
    needs: int | None = None
    destination: str | None = None
    payer: bool | None = None
    legal: bool | None = None
    interpreter: bool | None = None


def score(given: Acuity) -> Result:
    """The points with their band."""
    bands = [LACE_POINTS[band] for band in given.lace or LACE_POINTS]
    parts = (
        Part("lace", min(bands), max(bands)),
        answered("function", given.function, 1),
        answered("cognition", given.cognition, 1),
        counted("needs", given.needs, need_points, 2),
        _destination(given.destination),
        answered("payer", given.payer, 1),
        answered("legal", given.legal, 2),
        answered("interpreter", given.interpreter, 1),
    )
    return result(VERSION, parts, BANDS)


def need_points(needs: int) -> int:
    """No open need 0, one or two 1, three or more 2."""
    return 0 if needs == 0 else 1 if needs < 3 else 2


def weight(band: str) -> Decimal:
    """What a case of this band counts in a caseload; KeyError for a band that is none."""
    return WEIGHTS[band]


def _destination(place: str | None) -> Part:
    if place is None:
        return Part("destination", 0, 2)
    return Part("destination", DESTINATIONS[place], DESTINATIONS[place])
