"""What happens to a visit after it began; each verb writes one fact and derives the rest."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action
from core.refusals import Refused
from encounters import departures, deriving, linking, recording, statuses
from encounters.dispositions import CODES
from encounters.models import Encounter, Movement
from facilities.models import Bed, Unit
from patients.models import Case

MAY_CANCEL = (Movement.Kind.ADMIT, Movement.Kind.TRANSFER, Movement.Kind.LEAVE)


@action("edit_encounter")
def transfer(
    encounter: Encounter,
    *,
    by: Any,
    event_at: datetime,
    unit: Unit,
    bed: Bed | None = None,
    key: str,
    source: str = "",
) -> Encounter:
    """The patient moved to a unit and bed; the place they are in already is kept as a fact and moves nothing."""
    place = {"to_unit": unit, "to_bed": bed}
    return _write(encounter, by, key, kind=Movement.Kind.TRANSFER, event_at=event_at, source=source, **place)


@action("edit_encounter")
def leave(
    encounter: Encounter,
    *,
    by: Any,
    event_at: datetime,
    disposition: str = "",
    destination: str = "",
    key: str,
    source: str = "",
) -> Encounter:
    """The patient left: a fact that no rule holds up. `disposition` is a UB-04 patient status.

    What a person enters must be able to have happened; what a feed tells is kept as told, and the visit marked.
    """
    if disposition and disposition not in CODES:
        raise Refused(_("Choose how the patient left from the list."), field="disposition")
    if not by.is_service and encounter.started_at is not None and event_at < encounter.started_at:
        raise Refused(
            _("This is before the patient arrived. Look at the day and the time."), field="event_at"
        )
    said = {"disposition": disposition, "destination": destination}
    return _write(encounter, by, key, kind=Movement.Kind.LEAVE, event_at=event_at, source=source, **said)


@action("edit_encounter")
def cancel(
    encounter: Encounter,
    *,
    by: Any,
    kind: str,
    event_at: datetime | None = None,
    key: str,
    source: str = "",
    unit: Unit | None = None,
    bed: Bed | None = None,
) -> Encounter:
    """Take back the last standing movement of a kind, or wait for it; nothing is removed.

    `unit` and `bed` say where the patient is now, when the sender knows better than the movements.
    """
    if kind not in MAY_CANCEL:
        raise Refused(_("Only an admission, a transfer or a departure can be taken back."), field="kind")
    facts = {"takes_back": kind, "event_at": event_at or clock.now(), "to_unit": unit, "to_bed": bed}
    return _write(encounter, by, key, kind=Movement.Kind.CANCEL, source=source, **facts)


@action("edit_encounter")
def link_to_case(encounter: Encounter, *, by: Any, case: Case) -> Encounter:
    """Count a visit to a case of the same patient; the case then shows where the patient is."""
    linking.must_fit(encounter, case)
    was = statuses.shape(encounter)
    encounter.case = case
    return _settle(encounter, by, was)


def _write(encounter: Encounter, by: Any, key: str, **facts: Any) -> Encounter:
    was = statuses.shape(encounter)
    recording.record(encounter, by=by, key=key, **facts)
    return _settle(encounter, by, was)


def _settle(encounter: Encounter, by: Any, was: tuple[Any, ...]) -> Encounter:
    deriving.apply(encounter)
    deriving.follow(encounter)
    if statuses.shape(encounter) != was:
        statuses.heard(encounter, by)
        departures.told(encounter, by, was)
    return encounter
