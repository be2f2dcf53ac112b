"""Every change to a plan: it is drafted, written, handed in, decided on, put into effect, agreed, and ends."""

from careplans.actions.agreement import comment_on, record_agreement, sign_part
from careplans.actions.barriers import clear_barrier, raise_barrier
from careplans.actions.goals import (
    agree_goal,
    change_goal,
    close_goal,
    hold_goal,
    propose_goal,
    rate_goal,
    resume_goal,
)
from careplans.actions.interventions import (
    add_intervention,
    change_intervention,
    finish_intervention,
    stop_intervention,
)
from careplans.actions.plans import begin_planning, close_plan, draft_plan, record_what_matters
from careplans.actions.problems import add_problem, change_problem, resolve_problem
from careplans.actions.versions import activate, approve, return_, revise, submit, take_back

__all__ = [
    "activate",
    "add_intervention",
    "add_problem",
    "agree_goal",
    "approve",
    "begin_planning",
    "change_goal",
    "change_intervention",
    "change_problem",
    "clear_barrier",
    "close_goal",
    "close_plan",
    "comment_on",
    "draft_plan",
    "finish_intervention",
    "hold_goal",
    "propose_goal",
    "raise_barrier",
    "rate_goal",
    "record_agreement",
    "record_what_matters",
    "resolve_problem",
    "resume_goal",
    "return_",
    "revise",
    "sign_part",
    "stop_intervention",
    "submit",
    "take_back",
]
