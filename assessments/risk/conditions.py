"""Diseases with weights, and the pairs of which only the heavier counts. Pure.

Two different tables exist and both stand in a chart: the points of LACE (a modified Charlson, here LACE-C) and the
Charlson weights of 1987 (CCI). Sources: Wang 2014 (table 1) for LACE-C; Charlson 1987 for CCI. That of a pair only the
heavier counts is usual practice, and a project proposal here.
"""

from collections.abc import Mapping, Set

from django.utils.translation import gettext_lazy as _

LABELS = {
    "infarction": _("Previous heart attack"),
    "heart_failure": _("Heart failure"),
    "peripheral": _("Peripheral vascular disease"),
    "cerebrovascular": _("Stroke or other cerebrovascular disease"),
    "dementia": _("Dementia"),
    "pulmonary": _("Chronic lung disease"),
    "connective": _("Connective-tissue disease"),
    "ulcer": _("Peptic ulcer disease"),
    "diabetes": _("Diabetes without complications"),
    "diabetes_damage": _("Diabetes with end-organ damage"),
    "paralysis": _("Hemiplegia or paraplegia"),
    "mild_liver": _("Mild liver disease"),
    "severe_liver": _("Moderate or severe liver disease"),
    "mild_renal": _("Mild kidney disease"),
    "severe_renal": _("Moderate or severe kidney disease"),
    "tumour": _("Solid tumour, not spread"),
    "leukaemia": _("Leukaemia"),
    "lymphoma": _("Lymphoma"),
    "metastatic": _("Solid tumour that has spread"),
    "aids": _("AIDS"),
}
# LACE counts liver and kidney as one disease, and every tumour as one.
LACE_GROUPS = {
    "mild_liver_renal": ("mild_liver", "mild_renal"),
    "severe_liver_renal": ("severe_liver", "severe_renal"),
    "any_tumour": ("tumour", "leukaemia", "lymphoma"),
}
LACE = {
    "infarction": 1,
    "cerebrovascular": 1,
    "peripheral": 1,
    "diabetes": 1,
    "heart_failure": 2,
    "diabetes_damage": 2,
    "pulmonary": 2,
    "mild_liver_renal": 2,
    "any_tumour": 2,
    "dementia": 3,
    "connective": 3,
    "aids": 4,
    "severe_liver_renal": 4,
    "metastatic": 6,
}
LACE_PAIRS = (
    ("diabetes", "diabetes_damage"),
    ("mild_liver_renal", "severe_liver_renal"),
    ("any_tumour", "metastatic"),
)
CHARLSON = {
    "infarction": 1,
    "heart_failure": 1,
    "peripheral": 1,
    "cerebrovascular": 1,
    "dementia": 1,
    "pulmonary": 1,
    "connective": 1,
    "ulcer": 1,
    "mild_liver": 1,
    "diabetes": 1,
    "paralysis": 2,
    "severe_renal": 2,
    "diabetes_damage": 2,
    "tumour": 2,
    "leukaemia": 2,
    "lymphoma": 2,
    "severe_liver": 3,
    "metastatic": 6,
    "aids": 6,
}
CHARLSON_PAIRS = (("diabetes", "diabetes_damage"), ("mild_liver", "severe_liver"), ("tumour", "metastatic"))


def lace_sum(present: Set[str]) -> int:
    """The LACE comorbidity points of the diseases somebody has, before they become component C."""
    grouped = {group for group, members in LACE_GROUPS.items() if present & set(members)}
    return _sum(LACE, LACE_PAIRS, {*present, *grouped})


def charlson_sum(present: Set[str]) -> int:
    """The Charlson weights of 1987 of the diseases somebody has, without age: 33 at most."""
    return _sum(CHARLSON, CHARLSON_PAIRS, present)


def unknown(present: Set[str]) -> set[str]:
    """The codes among those given that are no disease of the list."""
    return set(present) - set(LABELS)


def _sum(weights: Mapping[str, int], pairs: tuple[tuple[str, str], ...], present: Set[str]) -> int:
    lighter = {light for light, heavy in pairs if heavy in present}
    return sum(weight for code, weight in weights.items() if code in present and code not in lighter)
