"""Which departure of a case is being prepared; the app that keeps discharge plans says so."""

from collections.abc import Callable

from django.db.models import Q

from patients.models import Case

# One entry: the number of the departure by the case. Without it every case leaves once.
NUMBER: list[Callable[[Case], int]] = []
# One entry: those rows of a case that were made, by a column of instants, since the patient last left.
FRESH: list[Callable[[Case, str], Q]] = []


def current(case: Case) -> int:
    """The number of the departure that is being prepared."""
    return NUMBER[0](case) if NUMBER else 1


def fresh(case: Case, column: str) -> Q:
    """Only what was done for the departure that is being prepared; everything where nobody keeps departures."""
    return FRESH[0](case, column) if FRESH else Q()
