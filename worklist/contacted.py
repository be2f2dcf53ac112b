"""Who hears of each logged contact, in its own transaction: apps above register what they make of it."""

from collections.abc import Callable
from typing import Any

from worklist.models import ContactAttempt

# Each is told of a contact as it is kept; True says that it looks after the next attempt.
HEARS: list[Callable[[ContactAttempt, Any], bool]] = []


def heard(contact: ContactAttempt, *, by: Any) -> bool:
    """Tell everybody of a contact; whether somebody looks after the next attempt."""
    answers = [hears(contact, by) for hears in HEARS]
    return any(answers)
