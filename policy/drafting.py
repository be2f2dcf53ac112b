"""A facility's next version of its rules, in one step: its own pack is opened with the first."""

from typing import Any

from facilities.models import Facility
from policy import actions, queries
from policy.models import PackVersion


def draft_next(facility: Facility, *, by: Any, kind: str, body: Any, source: str) -> PackVersion:
    """Write down the facility's next rules of a kind; they govern once put in force."""
    pack = queries.own_pack(facility, kind) or actions.open_pack(facility, by=by, kind=kind)
    return actions.draft_pack(pack, by=by, body=body, source=source)
