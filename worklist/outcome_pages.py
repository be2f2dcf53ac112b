"""What the pages of an outcome show beside their form."""

from typing import Any

from patients.header import case_page, spoken_with
from worklist.models import FollowUpOutcome, Item

TYPED = (
    "response", "side_effects", "decision", "decision_note", "told_user", "told_practitioner", "explained",
    "understood", "agreed", "obstacles",
)  # fmt: skip


def asked(item: Item, user: Any) -> dict[str, Any]:
    """The context of a form about one follow-up; the interpreter the patient asked for where one may know it."""
    assert item.case is not None  # noqa: S101 - a follow-up is always on a case
    page = case_page(item.case, user, "work")
    _language, interpreter = spoken_with(item.case.patient) if "view_identity" in page["rights"] else ("", "")
    return page | {"item": item, "interpreter": interpreter}


def initial(outcome: FollowUpOutcome) -> dict[str, Any]:
    """What is on record, to be corrected."""
    return {name: getattr(outcome, name) for name in TYPED}
