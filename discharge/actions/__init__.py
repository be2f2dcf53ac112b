"""Every change on the way out: the plan of it, its date, its gates and stages, the end of a case and its return."""

from discharge.actions.delays import (
    change_delay,
    close_delay,
    escalate_delay,
    mark_delay_in_error,
    open_delay,
    reopen_delay,
)
from discharge.actions.destinations import (
    add_destination,
    choose_destination,
    drop_destination,
    evaluate_destination,
    rank_destination,
    set_backup,
)
from discharge.actions.ending import close_case, reopen_case
from discharge.actions.gates import (
    carry_gate,
    gate_not_needed,
    make_up,
    override_gate,
    satisfy_gate,
    undo_gate,
)
from discharge.actions.huddles import decide_in_huddle, end_huddle, note_present, start_huddle
from discharge.actions.leaving import leave_as_planned, reach_stage, step_back
from discharge.actions.milestones import milestone_not_needed, reach_milestone, take_back_milestone
from discharge.actions.planning import record_wishes, set_expected_date, start_plan
from discharge.actions.stages import begin_follow_up, begin_transition, return_to_active

__all__ = [
    "add_destination",
    "begin_follow_up",
    "begin_transition",
    "carry_gate",
    "change_delay",
    "choose_destination",
    "close_case",
    "close_delay",
    "decide_in_huddle",
    "drop_destination",
    "end_huddle",
    "escalate_delay",
    "evaluate_destination",
    "gate_not_needed",
    "leave_as_planned",
    "make_up",
    "mark_delay_in_error",
    "milestone_not_needed",
    "note_present",
    "open_delay",
    "override_gate",
    "rank_destination",
    "reach_milestone",
    "reach_stage",
    "record_wishes",
    "reopen_case",
    "reopen_delay",
    "return_to_active",
    "satisfy_gate",
    "set_backup",
    "set_expected_date",
    "start_huddle",
    "start_plan",
    "step_back",
    "take_back_milestone",
    "undo_gate",
]
