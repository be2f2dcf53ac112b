"""The HOSPITAL score (versions 2013 and 2016, 0 to 13) and the simplified HOSPITAL score (0 to 12). Pure.

Sources: Donze 2013 and 2016 (points, cut-offs of previous admissions, risks), Aubert 2017 (simplified; its cut of 5 is
recalled). Values on the threshold (haemoglobin 12.0 g/dL, sodium 135 mmol/L) score nothing.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from assessments.risk.arithmetic import Band, Part, Result, answered, counted, result

VERSIONS = ("2016", "2013")
SIMPLE = "hospital simplified"
LOW_HAEMOGLOBIN, LOW_SODIUM = Decimal("12"), Decimal("135")
LONG_STAY = 5
PARTS = {
    "haemoglobin": _("H: haemoglobin below 12 g/dL"),
    "oncology": _("O: discharged from oncology"),
    "sodium": _("S: sodium below 135 mmol/L"),
    "procedure": _("P: a procedure in the stay"),
    "acute": _("I T: urgent or emergency admission"),
    "admissions": _("A: admissions in the twelve months before"),
    "days": _("L: five days or longer"),
}
SIMPLE_PARTS = {code: label for code, label in PARTS.items() if code != "procedure"} | {
    "oncology": _("O: cancer, or discharged from oncology")
}
BANDS = (
    Band(0, 4, "low", _("low"), "5.8"),
    Band(5, 6, "moderate", _("intermediate"), "11.9"),
    Band(7, 13, "high", _("high"), "22.8"),
)
SIMPLE_BANDS = (Band(0, 4, "low", _("unlikely")), Band(5, 12, "high", _("likely")))


@dataclass(frozen=True)
class Hospital:
    """The inputs: None is not known. Haemoglobin in g/dL and sodium in mmol/L are the last before discharge.

    `oncology` of the simplified score is a cancer diagnosis or a discharge from oncology.
    """

    haemoglobin: Decimal | None = None
    oncology: bool | None = None
    sodium: Decimal | None = None
    procedure: bool | None = None
    acute: bool | None = None
    admissions: int | None = None
    days: int | None = None
    days_at_least: int = 0


def score(given: Hospital, version: str = "2016") -> Result:
    """The score in one of its two versions, which differ in what previous admissions count."""
    if version not in VERSIONS:
        raise ValueError(f"There is no HOSPITAL version {version!r}.")
    parts = (*_common(given, version), answered("procedure", given.procedure, 1))
    return result(f"hospital {version}", _in_order(parts), BANDS)


def simplified(given: Hospital) -> Result:
    """The score that can be made on the first day: without procedures, cancer counts like oncology."""
    return result(SIMPLE, _in_order(_common(given, "2016")), SIMPLE_BANDS)


def admission_points(admissions: int, version: str = "2016") -> int:
    """Previous admissions: none (2013) or up to one (2016) 0, up to five 2, more 5."""
    if admissions > 5:
        return 5
    return 2 if admissions > (1 if version == "2016" else 0) else 0


def stay_points(days: int) -> int:
    """Five days or longer 2."""
    return 2 if days >= LONG_STAY else 0


def _common(given: Hospital, version: str) -> tuple[Part, ...]:
    return (
        answered("haemoglobin", _below(given.haemoglobin, LOW_HAEMOGLOBIN), 1),
        answered("oncology", given.oncology, 2),
        answered("sodium", _below(given.sodium, LOW_SODIUM), 1),
        answered("acute", given.acute, 1),
        counted("admissions", given.admissions, lambda number: admission_points(number, version), 5),
        counted("days", given.days, stay_points, 2, given.days_at_least),
    )


def _below(value: Decimal | None, limit: Decimal) -> bool | None:
    return None if value is None else value < limit


def _in_order(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    order = list(PARTS)
    return tuple(sorted(parts, key=lambda part: order.index(part.code)))
