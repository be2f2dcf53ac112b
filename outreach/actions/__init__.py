"""Every way in which visits, protocols, calls by a script and the index change."""

from outreach.actions.engagement import note_fall
from outreach.actions.missed import call_about
from outreach.actions.protocol import drop_attempt, give_up, hand_up, resume, start_outreach, stop_outreach
from outreach.actions.script import answer, end_call, give_flag, start_call, verify
from outreach.actions.visits import (
    cancel_visit,
    check_in,
    check_out,
    extend_visit,
    hand_on_visit,
    plan_visit,
    raise_alarm,
)

__all__ = [
    "answer",
    "call_about",
    "cancel_visit",
    "check_in",
    "check_out",
    "drop_attempt",
    "end_call",
    "extend_visit",
    "give_flag",
    "give_up",
    "hand_on_visit",
    "hand_up",
    "note_fall",
    "plan_visit",
    "raise_alarm",
    "resume",
    "start_call",
    "start_outreach",
    "stop_outreach",
    "verify",
]
