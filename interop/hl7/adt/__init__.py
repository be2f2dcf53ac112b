"""Admission, discharge and transfer messages read into facts: `read_adt(message)`."""

from interop.hl7.adt.contacts import Contact
from interop.hl7.adt.coverage import Coverage
from interop.hl7.adt.event import Event
from interop.hl7.adt.merges import Merge
from interop.hl7.adt.movement import Movement, MovementKind
from interop.hl7.adt.patient import Patient
from interop.hl7.adt.patient_key import PatientKey
from interop.hl7.adt.read import AdtMessage, read_adt
from interop.hl7.adt.visit import Visit
from interop.hl7.adt.visit_key import VisitKey

__all__ = [
    "AdtMessage",
    "Contact",
    "Coverage",
    "Event",
    "Merge",
    "Movement",
    "MovementKind",
    "Patient",
    "PatientKey",
    "Visit",
    "VisitKey",
    "read_adt",
]
