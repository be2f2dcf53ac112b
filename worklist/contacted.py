"""Who hears of each logged contact, in its own transaction: apps above register what they make of it."""

from collections.abc import Callable
from typing import Any

from worklist.models import ContactAttempt, Item

Outcome = ContactAttempt.Outcome
# Somebody who does not want to speak was reached all the same.
REACHED = (Outcome.REACHED, Outcome.DECLINED)


def _unspoken(contact: ContactAttempt) -> bool:
    """The clock of a first contact runs until somebody has spoken with the patient, or who speaks for them."""
    first = contact.item is not None and contact.item.kind == Item.Kind.FIRST_CONTACT
    return first and contact.outcome not in REACHED


# Each is told of a contact as it is kept; True says that it looks after the next attempt.
HEARS: list[Callable[[ContactAttempt, Any], bool]] = []
# Each is asked, once all have heard, whether the work of a contact goes on after it.
STAYS: list[Callable[[ContactAttempt], bool]] = [_unspoken]


def heard(contact: ContactAttempt, *, by: Any) -> bool:
    """Tell everybody of a contact; whether somebody looks after the next attempt."""
    answers = [hears(contact, by) for hears in HEARS]
    return any(answers)


def stays(contact: ContactAttempt) -> bool:
    """Whether the work that a contact was logged with is not ended by it."""
    return any(asked(contact) for asked in STAYS)
