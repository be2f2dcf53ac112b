"""An ADT message as facts, and what it lacks to be applied."""

from dataclasses import dataclass

from interop.hl7.adt.contacts import Contact, read_contacts, read_guarantors
from interop.hl7.adt.coverage import Coverage, read_coverages
from interop.hl7.adt.event import Event, Timed, first_time, read_event
from interop.hl7.adt.merges import Merge, read_merges
from interop.hl7.adt.movement import KINDS, Movement, read_movement
from interop.hl7.adt.patient import Patient, read_patient
from interop.hl7.adt.reading import Reading
from interop.hl7.adt.visit import Visit, read_visit
from interop.hl7.events import Kind
from interop.hl7.facts import Fact
from interop.hl7.message import Header, Message
from interop.hl7.problems import Code, Problem, Where
from interop.hl7.timestamps import Moment

_ADMITTING = {"A01", "A04"}


@dataclass(frozen=True, slots=True, repr=False)
class AdtMessage:
    """Everything that applying needs; an error among `problems` means that it must not be applied.

    `occurred` is the event time by which later statements win; `occurred_where` its field (blank:
    the time of receipt).
    """

    header: Header
    kind: Kind
    event: Event
    occurred: Moment
    occurred_where: Where
    patient: Patient | None
    visit: Visit | None
    movement: Movement | None
    contacts: Fact[tuple[Contact, ...]]
    guarantors: Fact[tuple[Contact, ...]]
    coverages: Fact[tuple[Coverage, ...]]
    merges: tuple[Merge, ...]
    problems: tuple[Problem, ...]

    @property
    def trigger(self) -> str:
        """The event, such as A01."""
        return self.kind.trigger

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The findings that stop the message."""
        return tuple(problem for problem in self.problems if problem.is_error)


def read_adt(message: Message) -> AdtMessage:
    """Read the body of an ADT message; never raises, findings are in `problems` with their field."""
    reading = Reading(message)
    event = read_event(reading)
    pid = message.first("PID")
    patient = read_patient(reading, pid) if pid else None
    visit = read_visit(reading, patient)
    _require(reading, patient, visit)
    movement = read_movement(reading, event, visit)
    occurred = _occurred(reading, event, visit)
    contacts, guarantors = read_contacts(reading), read_guarantors(reading)
    coverages, merges = read_coverages(reading), read_merges(reading)
    return AdtMessage(
        header=message.header,
        kind=message.kind,
        event=event,
        occurred=occurred.moment,
        occurred_where=occurred.where,
        patient=patient,
        visit=visit,
        movement=movement,
        contacts=contacts,
        guarantors=guarantors,
        coverages=coverages,
        merges=merges,
        problems=tuple(dict.fromkeys((*message.problems, *reading.problems))),
    )


def _occurred(reading: Reading, event: Event, visit: Visit | None) -> Timed:
    """When it happened, else when it was keyed, else the event's own field, else sending, else receipt."""
    candidates = [event.occurred, event.recorded]
    if visit and reading.message.kind.trigger in _ADMITTING:
        candidates.append(visit.admitted)
    elif visit and reading.message.kind.trigger == "A03":
        candidates.append(visit.discharged)
    return first_time(reading, *candidates)


def _require(reading: Reading, patient: Patient | None, visit: Visit | None) -> None:
    """What the event cannot do without: a patient with an identifier, a visit, for A02 a place."""
    if patient is None:
        reading.fail(Code.MISSING, "The message has no PID segment.", Where("PID"))
    elif patient.key is None:
        reading.fail(Code.MISSING, "The patient has no usable identifier.", Where("PID", 3))
    trigger = reading.message.kind.trigger
    if visit is None and trigger in KINDS:
        reading.fail(Code.MISSING, "The event needs a PV1 segment.", Where("PV1"))
    elif visit and trigger == "A02" and not visit.location.present:
        reading.fail(Code.MISSING, "A transfer needs the new place.", Where("PV1", 3))
    elif visit:
        _check_stay(reading, visit)


def _check_stay(reading: Reading, visit: Visit) -> None:
    admitted, discharged = visit.admitted.value, visit.discharged.value
    if admitted and discharged and discharged.at < admitted.at and discharged.until <= admitted.at:
        reading.warn(Code.DATA_TYPE, "The discharge is before the admission.", visit.discharged.where)
