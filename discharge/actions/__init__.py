"""Every change on the way out: the plan of it, its date, the last stages of a case, its end and its return."""

from discharge.actions.ending import close_case, reopen_case
from discharge.actions.planning import choose_disposition, set_expected_date, start_plan
from discharge.actions.stages import begin_follow_up, begin_transition, return_to_active

__all__ = [
    "begin_follow_up",
    "begin_transition",
    "choose_disposition",
    "close_case",
    "reopen_case",
    "return_to_active",
    "set_expected_date",
    "start_plan",
]
