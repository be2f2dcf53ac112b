"""Visits, what they were ordered and coded as, and how long visits of their group last."""

from encounters.models.stays import ExpectedStay, StatusOrder, StayCoding, StayImport
from encounters.models.visits import Encounter, Movement, VisitAlias

__all__ = [
    "Encounter",
    "ExpectedStay",
    "Movement",
    "StatusOrder",
    "StayCoding",
    "StayImport",
    "VisitAlias",
]
