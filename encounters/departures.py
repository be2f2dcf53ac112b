"""Who hears that a patient left or is in the house again, in the step that recorded it; and leaving inside other verbs.

A departure is told again when its time, its disposition or its case changed: whoever hears makes of it what is new.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from core import clock
from core.actions import change
from encounters import deriving, recording, statuses
from encounters.models import Encounter, Movement

# Each is told of a visit of a case that ended (left=True), or that began, goes on after all or never was (left=False; its status
# says which); on_it: it was in progress on this case until now.
HEARS: list[Callable[..., None]] = []


def told(encounter: Encounter, by: Any, was: tuple[Any, ...]) -> None:
    """Tell everybody of a visit whose facts changed from `was` (`encounters.statuses.shape`)."""
    if encounter.case_id is None or statuses.shape(encounter) == was:
        return
    on_it = statuses.was_on(encounter, was)
    if encounter.status != Encounter.Status.PLANNED:
        for hears in HEARS:
            hears(encounter, by, left=encounter.status == Encounter.Status.FINISHED, on_it=on_it)


def depart(
    encounter: Encounter, *, by: Any, event_at: datetime, disposition: str, destination: str, key: str
) -> Encounter:
    """Record that the patient of a visit left, inside a verb of something else that holds the case."""
    was = statuses.shape(encounter)
    facts = {"disposition": disposition, "destination": destination, "event_at": event_at}
    recording.record(encounter, by=by, key=key, kind=Movement.Kind.LEAVE, **facts)
    return _followed(encounter, by, was)


def take_back(encounter: Encounter, *, by: Any, key: str) -> Encounter:
    """Take back that the patient left, inside a verb of something else that holds the case.

    It is dated as the departure itself: one that is entered late afterwards, and happened after it, stands.
    """
    was = statuses.shape(encounter)
    facts = {"takes_back": Movement.Kind.LEAVE, "event_at": encounter.ended_at or clock.now()}
    recording.record(encounter, by=by, key=key, kind=Movement.Kind.CANCEL, **facts)
    return _followed(encounter, by, was)


def _followed(encounter: Encounter, by: Any, was: tuple[Any, ...]) -> Encounter:
    change(encounter, **deriving.derived(encounter))
    deriving.follow(encounter)
    statuses.heard(encounter, by)
    told(encounter, by, was)
    return encounter
