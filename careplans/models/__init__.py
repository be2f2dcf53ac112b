"""The plan and its versions, what it says, where it clashes, what it was made from, and what the patient does themselves."""

from careplans.models.clashes import Conflict, ConflictSide, Overlap, OverlapThreshold, Restriction
from careplans.models.content import (
    Achievement,
    Barrier,
    Goal,
    GoalProgress,
    Intervention,
    Priority,
    Problem,
)
from careplans.models.maps import Enrolment, PathwayStep, TemplateApproval, TemplateUse
from careplans.models.plan import CarePlan, PlanComment, PlanSignature, PlanVersion
from careplans.models.self_care import (
    DecisionOption,
    DecisionRecord,
    EducationSession,
    Reading,
    ReadingKind,
    Threshold,
)

__all__ = [
    "Achievement",
    "Barrier",
    "CarePlan",
    "Conflict",
    "ConflictSide",
    "DecisionOption",
    "DecisionRecord",
    "EducationSession",
    "Enrolment",
    "Goal",
    "GoalProgress",
    "Intervention",
    "Overlap",
    "OverlapThreshold",
    "PathwayStep",
    "PlanComment",
    "PlanSignature",
    "PlanVersion",
    "Priority",
    "Problem",
    "Reading",
    "ReadingKind",
    "Restriction",
    "TemplateApproval",
    "TemplateUse",
    "Threshold",
]
