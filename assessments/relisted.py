"""Who wants to hear that medicines were reconciled or allergies changed; the apps above register when they are loaded."""

from collections.abc import Callable
from typing import Any

# f(case, what, by), inside the verb; `what` is "medicines" or "allergies".
HEARS: list[Callable[[Any, str, Any], None]] = []


def medicines(medication_list: Any, *, by: Any) -> None:
    """Tell of a list that was reconciled."""
    tell(medication_list.case, "medicines", by)


def allergies(allergy: Any, *, by: Any) -> None:
    """Tell of an allergy that is none after all."""
    tell(allergy.case, "allergies", by)


def tell(case: Any, what: str, by: Any) -> None:
    """Tell those who registered."""
    for hear in HEARS:
        hear(case, what, by)
