"""The patient, everything that names and reaches them, and the case: where access begins."""

from patients.models.case import Case, CaseClosing, CaseRecord, CaseStage, Stage
from patients.models.communication import CommunicationProfile, ContactPoint, RelatedPerson
from patients.models.consent import By, Consent, Disclosure, Says, Shared
from patients.models.merge import DuplicateCandidate, Merge, MergeMove
from patients.models.patient import FieldClaim, Identifier, Patient, PatientName, PatientRecord, Sex
from patients.models.registration import Registration

__all__ = [
    "By",
    "Case",
    "CaseClosing",
    "CaseRecord",
    "CaseStage",
    "CommunicationProfile",
    "Consent",
    "ContactPoint",
    "Disclosure",
    "DuplicateCandidate",
    "FieldClaim",
    "Identifier",
    "Merge",
    "MergeMove",
    "Patient",
    "PatientName",
    "PatientRecord",
    "Registration",
    "RelatedPerson",
    "Says",
    "Sex",
    "Shared",
    "Stage",
]
