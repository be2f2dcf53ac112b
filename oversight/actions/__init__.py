"""Emergency access, accountings and what suspends them, findings in the trail, and what the clock makes oversight tell."""

from oversight.actions.accountings import (
    answer_accounting,
    extend_accounting,
    note_disclosure,
    open_accounting,
)
from oversight.actions.emergencies import (
    break_glass,
    close_emergency,
    end_emergency,
    review_emergency,
)
from oversight.actions.findings import judge_finding, review_day
from oversight.actions.suspensions import end_suspension, suspend_accounting
from oversight.actions.telling import press_accounting, press_review, tell_of_look

__all__ = [
    "answer_accounting",
    "break_glass",
    "close_emergency",
    "end_emergency",
    "end_suspension",
    "extend_accounting",
    "judge_finding",
    "note_disclosure",
    "open_accounting",
    "press_accounting",
    "press_review",
    "review_day",
    "review_emergency",
    "suspend_accounting",
    "tell_of_look",
]
