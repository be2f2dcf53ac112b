"""Somebody new of the family in one step: their own record, and on the case what they can carry."""

from typing import Any

from django.db import transaction

from assessments.actions.family import record_capacity
from assessments.models import CaregiverCapacity
from patients.actions import add_related_person
from patients.models import Case

# What capacity says besides whom it is about; everything else of a member is the person's own record.
CAPACITY = (
    "hours_per_week", "tasks", "unable", "strain", "own_health_limits", "willing", "training_needed", "support_wanted",
)  # fmt: skip


def add_member(case: Case, *, by: Any, **said: Any) -> CaregiverCapacity:
    """Add somebody of the family with their authority and what they can carry: two verbs, both or neither.

    The patient's turn comes before the case's, as everywhere.
    """
    capacity = {name: said.pop(name) for name in CAPACITY if name in said}
    with transaction.atomic():
        person = add_related_person(case.patient, by=by, source="family", **said)
        return record_capacity(case, by=by, person=person, **capacity)
