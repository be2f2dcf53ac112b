"""Being away and standing in, handing over, and moving many cases at once."""

from supervision.actions.absences import (
    accept_cover,
    close_absence,
    decline_cover,
    end_absence,
    plan_absence,
    plan_own_absence,
    trim_cover,
)
from supervision.actions.handovers import accept_handover, hand_back, hand_over
from supervision.actions.reassignments import (
    apply_reassignment,
    preview_reassignment,
    revise_reassignment,
    undo_reassignment,
)

__all__ = [
    "accept_cover",
    "accept_handover",
    "apply_reassignment",
    "close_absence",
    "decline_cover",
    "end_absence",
    "hand_back",
    "hand_over",
    "plan_absence",
    "plan_own_absence",
    "preview_reassignment",
    "revise_reassignment",
    "trim_cover",
    "undo_reassignment",
]
