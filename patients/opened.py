"""Who hears that a case was opened, in the step that opened it: apps above register what they begin with it."""

from collections.abc import Callable
from typing import Any

from patients.models import Case

HEARS: list[Callable[[Case, Any], None]] = []


def told(case: Case, by: Any) -> None:
    """Tell everybody of a new case."""
    for hears in HEARS:
        hears(case, by)
