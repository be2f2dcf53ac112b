"""A record that was joined with another is a stub: it leads on to the kept record and takes nothing new."""

from django.utils.translation import gettext as _

from core.refusals import Refused
from patients.models import Patient


def must_stand(patient: Patient) -> Patient:
    """The patient, or Refused when the record is a stub."""
    if patient.merged_into_id:
        raise Refused(_("This record was joined with another. Go to that one and do it there."))
    return patient


def kept(patient: Patient) -> Patient:
    """The record that a stub leads to, or the patient. One step: a merge points older stubs at the new survivor."""
    return patient.merged_into or patient
