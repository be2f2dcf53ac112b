"""What is asked of the worklist by its own pages and by the apps above."""

from datetime import datetime
from typing import Any

from django.db.models import Min

from core import clock
from core.refusals import Refused
from facilities.models import Facility
from patients.models import Case
from policy import queries as rules
from worklist import ladder
from worklist.models import Item
from worklist.models.item import LIVE


def next_due(case: Case) -> datetime | None:
    """When the next piece of live work on a case is due; equals the shown column `Case.next_due_at`."""
    found: Any = Item.objects.filter(case=case, status__in=LIVE).aggregate(next=Min("due_at"))["next"]
    return found  # type: ignore[no-any-return]


def ladder_in_force(facility: Facility) -> tuple[int, ...]:
    """The reminder ladder of a facility now: its own pack, else the one for all, else the default."""
    try:
        return tuple(rules.ladder(facility, clock.now()))
    except Refused:
        return ladder.DEFAULT
