"""The work that clears a delay, and who is told as it grows old. Used inside verbs only."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import calendar
from discharge.models import DelaySegment
from outreach import people
from policy.delays import Delays
from worklist import actions as work
from worklist import endings, told
from worklist.dues import keep_next_due
from worklist.models import Item

ACTIVITY = "plan_edd_rounds"


def due(rules: Delays, started_at: datetime) -> datetime:
    """Until when it should be over: when the first rung is climbed; without rungs a day."""
    return calendar.add_hours(started_at, rules.rungs[0][0] if rules.rungs else 24)


def begin(delay: DelaySegment, rules: Delays, *, by: Any) -> Item:
    """Its work, in the list of whoever clears it."""
    label = rules.label(delay.cause)
    return work.open_item(
        delay.case,
        by=by,
        activity=ACTIVITY,
        kind=Item.Kind.DELAY,
        what=_("Clear the delay: %(cause)s") % {"cause": label[:130]},
        why=delay.words or delay.action or _("It holds the patient in the house."),
        if_waits=_("The patient stays longer than needed."),
        owner=delay.owner,
        due_at=due(rules, delay.started_at),
        priority=Item.Priority.HIGH,
        subject=f"delay {delay.cause} {delay.holds}".strip(),
        source_key=f"delay:{delay.pk}",
        about=f"delay:{delay.pk}",
    )


def finish(delay: DelaySegment, note: str, *, by: Any) -> None:
    """It is over: so is its work."""
    if delay.item is not None and delay.item.is_live:
        endings.finish_at_once(delay.item, by=by, note=note[:500])
        keep_next_due(delay.case_id)


def drop(delay: DelaySegment, why: str, *, by: Any) -> None:
    """It was none, or somebody else clears it: its work is called off."""
    if delay.item is not None and delay.item.is_live:
        endings.drop_at_once(delay.item, why[:240], by=by)
        keep_next_due(delay.case_id)


def tell(delay: DelaySegment, level: int, rules: Delays) -> None:
    """Tell whoever the rungs up to a level name and who was not told yet; each rung once, whatever is repeated."""
    for number in range(delay.level + 1, level + 1):
        person = _whom(delay, rules.rungs[number - 1][1])
        if person is not None:
            told.tell(person, "delay", delay.pk, n=number, late=True, item=delay.item)


def _whom(delay: DelaySegment, to: str) -> Any:
    if to == "owner":
        return delay.owner
    return delay.case.lead if to == "lead" else people.supervises(delay.case)
