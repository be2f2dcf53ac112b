"""Leaving: the plan, its gates and stages, delays and forecasts, notices, huddles, and the time after."""

from discharge.models.afterwards import AfterDischarge, FollowUpVisit, ReadmissionReview
from discharge.models.delays import DelaySegment, Forecast, Milestone
from discharge.models.gates import GateCheck, LeavingStep
from discharge.models.huddles import Huddle, HuddleDecision
from discharge.models.notices import DeadlineChange, Notice, Pasrr, QioReview
from discharge.models.plan import Destination, DischargePlan, ExpectedDateChange, PlanTold

__all__ = [
    "AfterDischarge",
    "DeadlineChange",
    "DelaySegment",
    "Destination",
    "DischargePlan",
    "ExpectedDateChange",
    "FollowUpVisit",
    "Forecast",
    "GateCheck",
    "Huddle",
    "HuddleDecision",
    "LeavingStep",
    "Milestone",
    "Notice",
    "Pasrr",
    "PlanTold",
    "QioReview",
    "ReadmissionReview",
]
