"""The patient, everything that names and reaches them, and the case: where access begins."""

from patients.models.case import Case, CaseRecord, CaseStage, Stage
from patients.models.communication import CommunicationProfile, ContactPoint, RelatedPerson
from patients.models.consent import Consent
from patients.models.merge import DuplicateCandidate, Merge, MergeMove
from patients.models.patient import FieldClaim, Identifier, Patient, PatientName, PatientRecord, Sex

__all__ = [
    "Case",
    "CaseRecord",
    "CaseStage",
    "CommunicationProfile",
    "Consent",
    "ContactPoint",
    "DuplicateCandidate",
    "FieldClaim",
    "Identifier",
    "Merge",
    "MergeMove",
    "Patient",
    "PatientName",
    "PatientRecord",
    "RelatedPerson",
    "Sex",
    "Stage",
]
