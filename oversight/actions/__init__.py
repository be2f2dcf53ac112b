"""Emergency access and its review, accountings of disclosures, and what the clock makes oversight tell."""

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
from oversight.actions.telling import press_accounting, press_review, tell_of_look

__all__ = [
    "answer_accounting",
    "break_glass",
    "close_emergency",
    "end_emergency",
    "extend_accounting",
    "note_disclosure",
    "open_accounting",
    "press_accounting",
    "press_review",
    "review_emergency",
    "tell_of_look",
]
