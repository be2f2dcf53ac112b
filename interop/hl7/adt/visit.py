"""PV1 and PV2: the visit, its places, its clinicians and how it ended."""

from dataclasses import dataclass
from typing import TypeVar

from interop.hl7 import terminology
from interop.hl7.adt.patient import Patient
from interop.hl7.adt.reading import Fields, Reading
from interop.hl7.adt.visit_key import VisitKey, visit_key, visit_number
from interop.hl7.datatypes import Coded, Identifier, Place, Provider, place, providers
from interop.hl7.dispositions import Disposition, disposition
from interop.hl7.facts import Fact, absent, null, said
from interop.hl7.problems import Code
from interop.hl7.terminology import Mapped
from interop.hl7.timestamps import Moment

T = TypeVar("T")


@dataclass(frozen=True, slots=True, repr=False)
class Visit:
    """What PV1 and PV2 state; each fact carries its field."""

    key: VisitKey | None
    number: Fact[Identifier]
    alternate_number: Fact[Identifier]
    preadmit_number: Fact[Identifier]
    patient_class: Fact[Mapped]
    patient_type: Fact[Coded]
    location: Fact[Place]
    prior_location: Fact[Place]
    temporary_location: Fact[Place]
    pending_location: Fact[Place]
    admission_type: Fact[Coded]
    admit_source: Fact[Coded]
    service: Fact[Coded]
    ambulatory_status: Fact[Coded]
    vip: Fact[Coded]
    courtesy: Fact[Coded]
    attending: Fact[tuple[Provider, ...]]
    referring: Fact[tuple[Provider, ...]]
    consulting: Fact[tuple[Provider, ...]]
    admitting: Fact[tuple[Provider, ...]]
    others: Fact[tuple[Provider, ...]]
    disposition: Fact[Disposition]
    discharged_to: Fact[Coded]
    admitted: Fact[Moment]
    discharged: Fact[Moment]
    expected_admission: Fact[Moment]
    expected_discharge: Fact[Moment]
    admit_reason: Fact[Coded]
    description: Fact[str]


def read_visit(reading: Reading, patient: Patient | None) -> Visit | None:
    """The first PV1 with PV2; None when there is no PV1."""
    pv1, pv2 = reading.fields("PV1"), reading.fields("PV2")
    if pv1.segment is None:
        return None
    account = patient.account if patient else absent(pv1.where(0))
    admitted, discharged = pv1.moment(44), _discharged(pv1)
    return Visit(
        key=visit_key(reading, patient.key if patient else None, pv1, account, admitted),
        number=visit_number(pv1, 19),
        alternate_number=visit_number(pv1, 50),
        preadmit_number=visit_number(pv1, 5),
        patient_class=pv1.mapped(2, terminology.CLASSES, reading.rules.classes),
        patient_type=pv1.coded(18),
        location=pv1.one(3, place),
        prior_location=pv1.one(6, place),
        temporary_location=pv1.one(11, place),
        pending_location=pv1.one(42, place),
        admission_type=pv1.coded(4),
        admit_source=pv1.coded(14),
        service=pv1.coded(10),
        ambulatory_status=pv1.coded(15),
        vip=pv1.coded(16),
        courtesy=pv1.coded(22),
        attending=_people(pv1, 7),
        referring=_people(pv1, 8),
        consulting=_people(pv1, 9),
        admitting=_people(pv1, 17),
        others=_people(pv1, 52),
        disposition=_disposition(pv1),
        discharged_to=_clear_on_return(pv1, pv1.coded(37)),
        admitted=admitted,
        discharged=discharged,
        expected_admission=pv2.moment(8),
        expected_discharge=pv2.moment(9),
        admit_reason=pv2.coded(3),
        description=pv2.text(12),
    )


def _people(pv1: Fields, number: int) -> Fact[tuple[Provider, ...]]:
    if not pv1.written(number) or pv1.segment is None:
        return pv1.many(number, lambda value: None)
    found = providers(pv1.segment.repetitions(number))
    return said(pv1.where(number), found) if found else absent(pv1.where(number))


def _disposition(pv1: Fields) -> Fact[Disposition]:
    rules = pv1.reading.rules
    fact = pv1.coded(36).map(lambda sent: disposition(sent.code, sent.text, rules))
    if fact.value is not None and not fact.value.ub04:
        text = "The discharge disposition is not known; its text was kept."
        pv1.reading.warn(Code.UNKNOWN_VALUE, text, fact.where)
    return _clear_on_return(pv1, fact)


def _discharged(pv1: Fields) -> Fact[Moment]:
    return _clear_on_return(pv1, pv1.moment(45))


def _clear_on_return(pv1: Fields, fact: Fact[T]) -> Fact[T]:
    """A13 takes the discharge back, even where the sender leaves its fields filled."""
    return null(fact.where) if pv1.reading.message.kind.trigger == "A13" else fact
