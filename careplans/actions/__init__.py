"""Every change to a plan: it is drafted, its goals are agreed and closed, it takes effect, and it ends."""

from careplans.actions.goals import agree_goal, close_goal, propose_goal
from careplans.actions.plans import activate, begin_planning, close_plan, draft_plan, record_what_matters

__all__ = [
    "activate",
    "agree_goal",
    "begin_planning",
    "close_goal",
    "close_plan",
    "draft_plan",
    "propose_goal",
    "record_what_matters",
]
