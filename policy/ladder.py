"""The reminder ladder of follow-ups as a pack says it: at how many minutes before or after the due time to remind.

Pure. `body["rungs"]` is a list of {"minutes": -60, "says": ...}; elapsed minutes, negative is before.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.localtime import utc
from policy.examples import instant, title, wall

Body = Mapping[str, Any]
MAX_RUNGS = 10
# Minutes between a due time and a rung: 366 days.
LONGEST = 60 * 24 * 366


def minutes(body: Body) -> list[int]:
    """The rungs in order of time."""
    return sorted(int(rung["minutes"]) for rung in body["rungs"])


def reminders(body: Body, due_at: datetime) -> list[datetime]:
    """The instants at which something due then is told."""
    return [utc(due_at) + timedelta(minutes=rung) for rung in minutes(body)]


def problems(body: Body) -> list[str]:
    """What is wrong with a pack of this kind, one sentence each: its shape first, then examples that do not come out."""
    try:
        return shape(body) or _failures(body)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [f"These rules cannot be read: {type(wrong).__name__} at {wrong}."]


def confirmed(body: Body) -> dict[str, Any]:
    """The same rules with their worked examples as they come out now, once somebody has said that they are right."""
    return dict(body) | {"examples": [_as_it_comes(body, example) for example in body["examples"]]}


def _as_it_comes(body: Body, example: Mapping[str, Any]) -> dict[str, Any]:
    zone = ZoneInfo(example["zone"])
    came = reminders(body, instant(example["due"], zone))
    return dict(example) | {"reminds": [wall(at, zone) for at in came]}


def shape(body: Body) -> list[str]:
    """What is wrong with the rungs themselves, whatever the examples make of them; raises as `problems` catches."""
    rungs = minutes(body)
    found = []
    if not 1 <= len(rungs) <= MAX_RUNGS:
        found.append(f"Give one to {MAX_RUNGS} rungs.")
    if len(set(rungs)) < len(rungs):
        found.append("Two rungs fall on the same minute.")
    if any(abs(rung) > LONGEST for rung in rungs):
        found.append(f"Remind within {LONGEST} minutes of the due time.")
    if not body["examples"]:
        found.append("Add at least one worked example.")
    return found


def _failures(body: Body) -> list[str]:
    found = []
    for number, example in enumerate(body["examples"], 1):
        zone = ZoneInfo(example["zone"])
        came = reminders(body, instant(example["due"], zone))
        if came != [instant(text, zone) for text in example["reminds"]]:
            said = ", ".join(f"{at.astimezone(zone):%d %b %H:%M}" for at in came)
            found.append(f"{title(number, example)}: reminds at {said}.")
    return found
