"""What the questions of a section hang on besides its answers: the patient's age."""

from typing import Any

from assessments import reading
from assessments.models import InstrumentVersion, Section
from assessments.questionnaire import Questionnaire
from core import clock
from core.ages import years_on
from patients.models import Case, Patient


def age(section: Section, asks: Questionnaire) -> int | None:
    """The patient's age in years where this questionnaire asks by age; None where it does not, or nobody knows it."""
    by_age = any(each.from_age is not None or each.to_age is not None for each in asks.questions)
    if not by_age and not any(rule.limited_by_age for rule in asks.scores):
        return None
    return _years(section.case, section.case.patient)


def _years(case: Case, patient: Patient) -> int | None:
    today = clock.today(case.facility.tz)
    if patient.birth_date is None:
        return patient.estimated_age
    return years_on(patient.birth_date, today) if patient.birth_date <= today else None


class _ByKey:
    """A version of which only the key is at hand: its body is read when this process does not know it yet."""

    def __init__(self, pk: Any) -> None:
        self.pk = pk

    @property
    def body(self) -> Any:
        return InstrumentVersion.objects.values_list("body", flat=True).get(pk=self.pk)


def questionnaire(section: Section) -> Questionnaire:
    """What a section asks, without reading a body that this process knows."""
    return reading.of(_ByKey(section.instrument_id))
