"""How a stay ended: UB-04 patient status codes (HL7 table 0112), our short words for them, and what they mean.

Source: NUBC UB-04 form locator 17; the labels are ours. Codes 81 to 95 say the same place as their base code, with an
acute readmission already planned.
"""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

LABELS = {
    "01": _("Home or self-care"),
    "02": _("Another acute hospital"),
    "03": _("Skilled nursing facility"),
    "04": _("Intermediate or custodial care"),
    "05": _("Cancer center or children's hospital"),
    "06": _("Home with home health services"),
    "07": _("Left against medical advice"),
    "09": _("Admitted here as an inpatient"),
    "20": _("Died"),
    "21": _("Court or law enforcement"),
    "30": _("Still a patient"),
    "40": _("Died at home"),
    "41": _("Died in a facility"),
    "42": _("Died, place not known"),
    "43": _("Federal hospital"),
    "50": _("Hospice at home"),
    "51": _("Hospice in a facility"),
    "61": _("Swing bed"),
    "62": _("Rehabilitation facility"),
    "63": _("Long-term care hospital"),
    "64": _("Nursing facility certified by Medicaid only"),
    "65": _("Psychiatric hospital"),
    "66": _("Critical access hospital"),
    "69": _("Alternative care site in a disaster"),
    "70": _("Another kind of institution"),
}
READMISSION_PLANNED = {
    "81": "01", "82": "02", "83": "03", "84": "04", "85": "05", "86": "06", "87": "21", "88": "43", "89": "61",
    "90": "62", "91": "63", "92": "64", "93": "65", "94": "66", "95": "70",
}  # fmt: skip
CODES = (*LABELS, *READMISSION_PLANNED)

DIED = frozenset({"20", "40", "41", "42"})
AGAINST_ADVICE = frozenset({"07"})
ACUTE_TRANSFER = frozenset({"02", "05", "43", "66", "82", "85", "88", "94"})
COMMUNITY = frozenset({"01", "06", "50", "81", "86"})
POST_ACUTE = frozenset({"03", "06", "61", "62", "63", "64", "83", "86", "89", "90", "91", "92"})
# An interim bill, not a departure.
STILL_HERE = frozenset({"30"})

# What a team can plan for: nobody plans a death, a flight, or a stay.
PLANNABLE = tuple(code for code in LABELS if code not in DIED | AGAINST_ADVICE | STILL_HERE | {"09"})
# How a person can be said to have left: everything but the interim bill.
LEAVINGS = tuple(code for code in LABELS if code not in STILL_HERE | {"09"})


def base(code: str) -> str:
    """The code of the same place where no readmission is planned."""
    return READMISSION_PLANNED.get(code, code)


def label(code: str) -> str:
    """The words for a code; the code itself when it is not one of the table."""
    place = base(code)
    if place not in LABELS:
        return code
    words = str(LABELS[place])
    return words if place == code else _t("%(place)s, readmission planned") % {"place": words}
