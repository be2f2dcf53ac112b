"""Who hears that a patient's policies changed, in the step that changed them."""

from collections.abc import Callable
from typing import Any

from coverage.models import Coverage
from patients.models import Patient

# Each is told of a patient of whom a policy was added or ended; apps above register what they make of it.
HEARS: list[Callable[[Patient, Any], None]] = []


def heard(row: Patient | Coverage, *, by: Any) -> None:
    """Tell everybody, once the verb's own row is saved."""
    patient = row if isinstance(row, Patient) else row.patient
    for hears in HEARS:
        hears(patient, by)
