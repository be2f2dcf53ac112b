"""Who hears, in the same transaction, that something leaving waits for has come about: apps above register themselves."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from patients.models import Case

CODES = ("choice_made", "referral_accepted", "transport_booked", "equipment_there")
# Each is called with the code and the case, and `leaving`, `at` and `by` by name.
HEARS: list[Callable[..., Any]] = []


def tell(code: str, case: Case, *, leaving: int, at: datetime, by: Any) -> None:
    """Tell everybody; a code nobody knows is a programming error."""
    if code not in CODES:
        raise LookupError(f"Nothing that happens to referrals is called {code!r}.")
    for hears in HEARS:
        hears(code, case, leaving=leaving, at=at, by=by)
