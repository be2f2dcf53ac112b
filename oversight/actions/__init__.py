"""Emergency access and its review, requests for an accounting, and the verbs of the privacy officer."""

from oversight.actions.emergencies import (
    break_glass,
    close_emergency,
    end_emergency,
    review_emergency,
)

__all__ = [
    "break_glass",
    "close_emergency",
    "end_emergency",
    "review_emergency",
]
