"""What the clock makes oversight tell: late reviews, looks at watched records, accountings that are due."""

from datetime import date
from typing import Any

from core.actions import action
from oversight.models import AccountingRequest
from oversight.people import hearers, look_key, overseers, privacy_officers
from patients.models import Patient
from teams.models import EmergencyAccess
from worklist import told


@action("edit_oversight", audited=False)
def press_review(emergency: EmergencyAccess, *, by: Any, day: int) -> EmergencyAccess:
    """Tell privacy officers and supervisors once more that a review is late, one notice for each day."""
    for person, reviews in overseers(emergency.patient, but=emergency.user).items():
        kind = "emergency-late" if reviews else "emergency-told-late"
        told.tell(person, kind, emergency.pk, n=day, late=True)
    return emergency


@action("edit_oversight")
def tell_of_look(patient: Patient, *, by: Any, user: Any, day: date) -> Patient:
    """Tell who answers for privacy that a person looked at a watched record: one notice for person, patient and day."""
    for person in hearers(patient, but=user):
        told.tell(person, "watched", look_key(patient.pk, user.pk), n=day.toordinal())
    return patient


@action("edit_oversight", audited=False)
def press_accounting(request: AccountingRequest, *, by: Any, day: int, late: bool) -> AccountingRequest:
    """Tell the privacy officers that an accounting is due within a week, or late, one notice for each day."""
    for officer in privacy_officers(request.patient.facility):
        told.tell(officer, "accounting", request.pk, n=day, late=late)
    return request
