"""Who works on what, since when and until when: the truth that both access views are made of."""

from teams.models.absence import Absence, Handover
from teams.models.access import CaseAccess, FacilityAccess
from teams.models.consult import Consult
from teams.models.emergency import EmergencyAccess
from teams.models.grant import AccessBlock, CaseGrant
from teams.models.reassignment import Reassignment, ReassignmentLine
from teams.models.relation import Assignment, FacilityRole, Period, Relation, TeamMember, UnitCover
from teams.models.responsibility import Handshake, Responsibility, Transfer

__all__ = [
    "Absence",
    "AccessBlock",
    "Assignment",
    "CaseAccess",
    "CaseGrant",
    "Consult",
    "EmergencyAccess",
    "FacilityAccess",
    "FacilityRole",
    "Handover",
    "Handshake",
    "Period",
    "Reassignment",
    "ReassignmentLine",
    "Relation",
    "Responsibility",
    "TeamMember",
    "Transfer",
    "UnitCover",
]
