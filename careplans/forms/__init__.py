"""The forms of the plan; they check shape, the verbs check rules."""

from careplans.forms.barriers import BarrierFilter, ClearBarrier, RaiseBarrier
from careplans.forms.goals import CloseGoal, EditGoal, HoldGoal, Propose, RateGoal
from careplans.forms.interventions import AddStep, EditStep, FinishStep, StopStep
from careplans.forms.own_words import Because, BeginPlanning, Empty, OfRow, WhatMatters
from careplans.forms.problems import AddProblem, EditProblem, ResolveProblem
from careplans.forms.versions import Activate, Agree, Comment, Decide, Return, Revise, Sign, Submit

__all__ = [
    "Activate",
    "AddProblem",
    "AddStep",
    "Agree",
    "BarrierFilter",
    "Because",
    "BeginPlanning",
    "ClearBarrier",
    "CloseGoal",
    "Comment",
    "Decide",
    "EditGoal",
    "EditProblem",
    "EditStep",
    "Empty",
    "FinishStep",
    "HoldGoal",
    "OfRow",
    "Propose",
    "RaiseBarrier",
    "RateGoal",
    "ResolveProblem",
    "Return",
    "Revise",
    "Sign",
    "StopStep",
    "Submit",
    "WhatMatters",
]
