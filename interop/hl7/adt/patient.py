"""PID and PD1: who the patient is and how to reach them."""

from dataclasses import dataclass

from interop.hl7 import terminology
from interop.hl7.adt.patient_key import PatientKey, patient_key, read_identifiers
from interop.hl7.adt.reading import Fields, Reading
from interop.hl7.datatypes import (
    Address,
    Coded,
    Identifier,
    PersonName,
    Provider,
    Telecom,
    TelecomUse,
    address,
    coded,
    display_name,
    identifier,
    person_name,
    providers,
    telecom,
)
from interop.hl7.facts import Fact, absent, said
from interop.hl7.languages import language
from interop.hl7.lexer import Repetition, Segment
from interop.hl7.problems import Code
from interop.hl7.terminology import Mapped
from interop.hl7.timestamps import Moment, PartialDate


@dataclass(frozen=True, slots=True, repr=False)
class Patient:
    """What one PID (with PD1) states; each fact carries its field."""

    key: PatientKey | None
    identifiers: Fact[tuple[Identifier, ...]]
    names: Fact[tuple[PersonName, ...]]
    aliases: Fact[tuple[PersonName, ...]]
    mothers_maiden_name: Fact[PersonName]
    birth: Fact[PartialDate]
    multiple_birth: Fact[bool]
    birth_order: Fact[int]
    death_time: Fact[Moment]
    dead: Fact[bool]
    sex: Fact[Mapped]
    races: Fact[tuple[Coded, ...]]
    ethnic_groups: Fact[tuple[Coded, ...]]
    addresses: Fact[tuple[Address, ...]]
    county: Fact[str]
    home_telecoms: Fact[tuple[Telecom, ...]]
    work_telecoms: Fact[tuple[Telecom, ...]]
    other_telecoms: Fact[tuple[Telecom, ...]]
    language: Fact[Mapped]
    interpreter: Fact[bool]
    marital: Fact[Mapped]
    religion: Fact[Coded]
    account: Fact[Identifier]
    national_id: Fact[str]
    primary_facility: Fact[str]
    primary_provider: Fact[Provider]

    @property
    def name(self) -> PersonName | None:
        """The name to show."""
        return display_name(self.names.value or ())

    @property
    def telecoms(self) -> tuple[Telecom, ...]:
        """Every way to reach the patient, home first."""
        facts = (self.home_telecoms, self.work_telecoms, self.other_telecoms)
        return tuple(one for fact in facts for one in fact.value or ())


def read_patient(reading: Reading, segment: Segment) -> Patient:
    """One PID with the message's PD1; empty fields delete only for a snapshot sender's update."""
    key_fields = reading.fields("PID", segment)
    pid = key_fields.as_snapshot()
    pd1 = reading.fields("PD1").as_snapshot()
    identifiers = read_identifiers(key_fields)
    death_time = pid.moment(29)
    return Patient(
        key=patient_key(key_fields, identifiers),
        identifiers=identifiers,
        names=pid.many(5, person_name),
        aliases=pid.many(9, person_name),
        mothers_maiden_name=pid.one(6, person_name),
        birth=pid.birth(7),
        multiple_birth=pid.flag(24),
        birth_order=pid.one(25, _small_number),
        death_time=death_time,
        dead=_dead(pid, death_time),
        sex=pid.mapped(8, terminology.SEXES, reading.rules.sexes),
        races=pid.many(10, coded),
        ethnic_groups=pid.many(22, coded),
        addresses=pid.many(11, address),
        county=pid.text(12),
        home_telecoms=pid.many(13, lambda value: telecom(value, TelecomUse.HOME)),
        work_telecoms=pid.many(14, lambda value: telecom(value, TelecomUse.WORK)),
        other_telecoms=pid.many(40, telecom),
        language=_language(pid),
        interpreter=_interpreter(reading),
        marital=pid.mapped(16, terminology.MARITAL),
        religion=pid.coded(17),
        account=key_fields.one(18, lambda value: identifier(value, reading.rules)),
        national_id=pid.text(19) if reading.rules.keep_national_id else absent(pid.where(19)),
        primary_facility=pd1.text(3),
        primary_provider=pd1.one(4, lambda value: next(iter(providers((value,))), None)),
    )


def _dead(pid: Fields, death_time: Fact[Moment]) -> Fact[bool]:
    """PID-30, read with PID-29: a time of death says dead; "N" revives only with the time deleted."""
    indicator = pid.flag(30)
    if indicator.value is False:
        if death_time.present:
            text = "PID-30 says the patient lives, PID-29 gives a time of death."
            pid.reading.warn(Code.DATA_TYPE, text, indicator.where)
        return indicator if death_time.cleared else absent(indicator.where)
    if death_time.present:
        return said(death_time.where, True)
    return indicator


def _language(pid: Fields) -> Fact[Mapped]:
    fact = pid.coded(15).map(lambda spoken: language(spoken, pid.reading.rules.languages))
    if fact.value is not None and not fact.value.value:
        pid.reading.warn(Code.UNKNOWN_VALUE, "The language is not known; its text was kept.", fact.where)
    return fact


def _interpreter(reading: Reading) -> Fact[bool]:
    """The field that this sender uses to say that an interpreter is needed; absent for all others."""
    name, _, number = reading.rules.interpreter_field.partition("-")
    return (
        reading.fields(name.upper()).flag(int(number)) if number else absent(reading.fields("PD1").where(0))
    )


def _small_number(value: Repetition) -> int | None:
    text = value.text()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None
