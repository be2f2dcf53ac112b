"""What becomes of a row when its patient is joined with another record; every model that points at Patient says so.

A model declares `on_merge = {"<its foreign key>": RULE}` in its own body. The walk over all of them is in
`patients.merging`; a policy test fails for a model that declares nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# Column name to its new value; empty: the row stays as it is, with the retired record.
Change = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One merge while it happens: the record that is kept, the one that is retired, who does it, when."""

    survivor: Any
    retired: Any
    by: Any
    at: datetime


@dataclass(frozen=True)
class Rule:
    """A sentence for the documents, and the columns to change on one row of the retired record.

    Without `settle` the foreign key is set to the kept record, or with `stays` nothing happens.
    """

    says: str
    settle: Callable[[Any, Step], Change] | None = None
    stays: bool = False


MOVES = Rule("moves to the kept record")
STAYS = Rule("stays with the retired record", stays=True)
