"""How a message names its visit."""

from dataclasses import dataclass

from interop.hl7.adt.patient_key import PatientKey
from interop.hl7.adt.reading import Fields, Reading
from interop.hl7.datatypes import Identifier, identifier
from interop.hl7.facts import Fact, absent
from interop.hl7.problems import Where
from interop.hl7.timestamps import Moment


@dataclass(frozen=True, slots=True, repr=False)
class VisitKey:
    """(authority, value); `derived` when made from patient and admission because no number was sent."""

    authority: str
    value: str
    where: Where
    derived: bool = False


def visit_number(fields: Fields, number: int) -> Fact[Identifier]:
    """A visit or account number as sent."""
    return fields.one(number, lambda value: identifier(value, fields.reading.rules))


def visit_key(
    reading: Reading,
    patient: PatientKey | None,
    pv1: Fields,
    account: Fact[Identifier],
    admitted: Fact[Moment],
) -> VisitKey | None:
    """PV1-19; else PID-18 where account means visit; else PV1-50; else patient and admission minute."""
    usable = account if reading.rules.account_is_visit else absent(account.where)
    for fact in (visit_number(pv1, 19), usable, visit_number(pv1, 50)):
        if fact.value is not None:
            owner = fact.value.authority.key or reading.message.header.default_authority
            return VisitKey(owner, fact.value.value, fact.where)
    if patient and admitted.value is not None and admitted.value.has_time:
        minute = admitted.value.at.strftime("%Y%m%d%H%MZ")
        return VisitKey(patient.authority, f"{patient.value}@{minute}", admitted.where, derived=True)
    return None
