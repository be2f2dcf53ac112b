"""When the event happened, and who reported it."""

from dataclasses import dataclass

from interop.hl7.adt.reading import Reading
from interop.hl7.datatypes import Coded, Provider, providers
from interop.hl7.facts import Fact
from interop.hl7.problems import NOWHERE, Where
from interop.hl7.timestamps import Moment, Precision


@dataclass(frozen=True, slots=True, repr=False)
class Event:
    """EVN: when it was keyed, when it happened, why, and who keyed it."""

    recorded: Fact[Moment]
    reason: Fact[Coded]
    operators: tuple[Provider, ...]
    occurred: Fact[Moment]


@dataclass(frozen=True, slots=True, repr=False)
class Timed:
    """A moment and the field it was taken from; a blank place means the time of receipt."""

    moment: Moment
    where: Where = NOWHERE


def read_event(reading: Reading) -> Event:
    """EVN-2, 4, 5 and 6; all absent when there is no EVN."""
    evn = reading.fields("EVN")
    operators = providers(evn.segment.repetitions(5)) if evn.segment else ()
    return Event(evn.moment(2), evn.coded(4), operators, evn.moment(6))


def first_time(reading: Reading, *candidates: Fact[Moment]) -> Timed:
    """The first time that is there, then that of sending, then that of receipt."""
    for fact in candidates:
        if fact.value is not None:
            return Timed(fact.value, fact.where)
    message = reading.message
    if message.header.sent:
        return Timed(message.header.sent, message.msh.where.at(7))
    return Timed(Moment(message.received, Precision.SECOND, message.received))
