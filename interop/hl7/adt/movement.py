"""What the event says about where the patient is: one row of the visit's ledger, or a cancel of one."""

from dataclasses import dataclass
from enum import StrEnum

from interop.hl7.adt.event import Event, Timed, first_time
from interop.hl7.adt.reading import Reading
from interop.hl7.adt.visit import Visit
from interop.hl7.datatypes import Place
from interop.hl7.facts import Fact
from interop.hl7.problems import Code, Where
from interop.hl7.timestamps import Moment


class MovementKind(StrEnum):
    """What happened to the patient's place."""

    ADMIT = "admit"
    TRANSFER = "transfer"
    DISCHARGE = "discharge"
    CANCEL_ADMIT = "cancel_admit"
    CANCEL_TRANSFER = "cancel_transfer"
    CANCEL_DISCHARGE = "cancel_discharge"


KINDS = {
    "A01": MovementKind.ADMIT,
    "A02": MovementKind.TRANSFER,
    "A03": MovementKind.DISCHARGE,
    "A04": MovementKind.ADMIT,
    "A11": MovementKind.CANCEL_ADMIT,
    "A12": MovementKind.CANCEL_TRANSFER,
    "A13": MovementKind.CANCEL_DISCHARGE,
}


@dataclass(frozen=True, slots=True, repr=False)
class Movement:
    """Kind, places, event time, and the field the time was taken from (blank: time of receipt)."""

    kind: MovementKind
    origin: Place | None
    destination: Place | None
    at: Moment
    at_where: Where

    def repeats(self, origin: Place | None, destination: Place | None) -> bool:
        """Whether a cancel repeats the transfer it cancels, rather than naming the restored place.

        Senders do either: PV1-3 and PV1-6 equal to the last transfer's places are a repetition,
        otherwise PV1-3 is where the patient is again.
        """
        return _key(self.origin) == _key(origin) and _key(self.destination) == _key(destination)


def read_movement(reading: Reading, event: Event, visit: Visit | None) -> Movement | None:
    """The movement of the eight events; none for an update, unless this sender moves patients by A08."""
    kind = KINDS.get(reading.message.kind.trigger)
    if reading.message.kind.trigger == "A08" and reading.rules.update_moves:
        kind = MovementKind.TRANSFER
    if kind is None or visit is None or _not_a_departure(reading, kind, visit):
        return None
    timed = _time(reading, kind, event, visit)
    origin, destination = visit.prior_location.value, visit.location.value
    if kind is MovementKind.DISCHARGE:
        origin, destination = destination, None
    return Movement(kind, origin, destination, timed.moment, timed.where)


def _not_a_departure(reading: Reading, kind: MovementKind, visit: Visit) -> bool:
    how = visit.disposition
    if kind is not MovementKind.DISCHARGE or how.value is None or not how.value.still_a_patient:
        return False
    reading.warn(Code.UNKNOWN_VALUE, "Disposition 30 means still a patient: not a discharge.", how.where)
    return True


def _time(reading: Reading, kind: MovementKind, event: Event, visit: Visit) -> Timed:
    """The visit's own time for an admission or discharge, else when it happened, else when keyed."""
    own = {MovementKind.ADMIT: visit.admitted, MovementKind.DISCHARGE: visit.discharged}.get(kind)
    if own is None:
        return first_time(reading, event.occurred, event.recorded)
    _require_readable(reading, own, event)
    return first_time(reading, own, event.occurred, event.recorded)


def _require_readable(reading: Reading, own: Fact[Moment], event: Event) -> None:
    """A time that the event needs and that is written nowhere readable stops the message."""
    written = reading.fields("PV1").written(own.where.field)
    if written and not own.present and not (event.occurred.present or event.recorded.present):
        reading.fail(Code.DATA_TYPE, "The time of the event cannot be read.", own.where)


def _key(place: Place | None) -> tuple[str, str, str, str] | None:
    return place.key if place else None
