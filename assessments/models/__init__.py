"""Instruments, assessments, scores, needs, abilities, medicines, caregivers, protocols, reassessments."""

from assessments.models.asking import Addendum, Answer, Assessment, Contradiction, Section
from assessments.models.instruments import Instrument, InstrumentVersion
from assessments.models.medicines import Allergy, MedicationItem, MedicationList
from assessments.models.person import AbilityRating, CaregiverCapacity, Need
from assessments.models.protocols import Protocol, ProtocolPerson, ProtocolStep
from assessments.models.reassessment import Reassessment
from assessments.models.scores import Score, ScoreOverride
from assessments.models.sorts import Sort

__all__ = [
    "AbilityRating",
    "Addendum",
    "Allergy",
    "Answer",
    "Assessment",
    "CaregiverCapacity",
    "Contradiction",
    "Instrument",
    "InstrumentVersion",
    "MedicationItem",
    "MedicationList",
    "Need",
    "Protocol",
    "ProtocolPerson",
    "ProtocolStep",
    "Reassessment",
    "Score",
    "ScoreOverride",
    "Section",
    "Sort",
]
