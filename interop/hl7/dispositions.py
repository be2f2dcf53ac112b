"""PV1-36, how a patient left: the UB-04 patient status codes (HL7 table 0112)."""

from dataclasses import dataclass

from interop.hl7.rules import SenderRules, local

KINDS = {
    "01": "home",
    "02": "acute hospital",
    "03": "skilled nursing facility",
    "04": "custodial or intermediate care",
    "05": "cancer center or children's hospital",
    "06": "home with home health",
    "07": "left against advice",
    "20": "died",
    "21": "court or law enforcement",
    "30": "still a patient",
    "40": "died at home",
    "41": "died in a facility",
    "42": "died, place unknown",
    "43": "federal hospital",
    "50": "hospice at home",
    "51": "hospice facility",
    "61": "swing bed",
    "62": "rehabilitation facility",
    "63": "long-term care hospital",
    "64": "nursing facility",
    "65": "psychiatric hospital",
    "66": "critical access hospital",
    "69": "designated disaster alternative care site",
    "70": "other institution",
}
# 81–95 say the same place, with an acute readmission already planned.
PLANNED_READMISSION = {
    "81": "01",
    "82": "02",
    "83": "03",
    "84": "04",
    "85": "05",
    "86": "06",
    "87": "21",
    "88": "43",
    "89": "61",
    "90": "62",
    "91": "63",
    "92": "64",
    "93": "65",
    "94": "66",
    "95": "70",
}
_DIED = {"20", "40", "41", "42"}


@dataclass(frozen=True, slots=True, repr=False)
class Disposition:
    """A UB-04 code when one is known (`ub04`, without the planned-readmission variant), and what was sent."""

    ub04: str
    code: str
    text: str = ""
    planned_readmission: bool = False

    @property
    def kind(self) -> str:
        """Our words for the code, else the sender's text, else the code."""
        return KINDS.get(self.ub04) or self.text or self.code

    @property
    def died(self) -> bool:
        """The stay ended in death."""
        return self.ub04 in _DIED

    @property
    def against_advice(self) -> bool:
        """The patient left against medical advice."""
        return self.ub04 == "07"

    @property
    def still_a_patient(self) -> bool:
        """Code 30 is an interim bill, not a departure."""
        return self.ub04 == "30"


def disposition(code: str, text: str, rules: SenderRules) -> Disposition:
    """The sender's table by code or text, then UB-04, where a single digit has lost its zero."""
    ours = local(rules.dispositions, code) or local(rules.dispositions, text) or code
    ours = ours.zfill(2) if ours.isascii() and ours.isdigit() else ours
    base = PLANNED_READMISSION.get(ours, ours)
    return Disposition(base if base in KINDS else "", code, text, ours in PLANNED_READMISSION)
