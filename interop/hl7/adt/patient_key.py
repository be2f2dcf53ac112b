"""Which of a patient's identifiers is the one we know the patient by."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from interop.hl7.adt.reading import Fields, Reading
from interop.hl7.datatypes import Authority, Identifier, identifier
from interop.hl7.facts import Fact
from interop.hl7.lexer import Repetition
from interop.hl7.problems import Where

NATIONAL_TYPES = frozenset({"SS", "SSN"})
_PREFERRED_TYPES = (("MR", "MRN"), ("PI",), ("PT",))
_OLD_VERSION = re.compile(r"2\.[0-6](\.|$)")


@dataclass(frozen=True, slots=True, repr=False)
class PatientKey:
    """(authority, value) as compared between messages, and the field it came from."""

    authority: str
    value: str
    where: Where


def read_identifiers(pid: Fields, number: int = 3) -> Fact[tuple[Identifier, ...]]:
    """Every identifier of a CX field with its authority filled in, without numbers we may not keep."""
    reading = pid.reading

    def read(value: Repetition) -> Identifier | None:
        found = identifier(value, reading.rules)
        if found is None or (found.type in NATIONAL_TYPES and not reading.rules.keep_national_id):
            return None
        return _owned(found, reading)

    return pid.many(number, read)


def patient_key(pid: Fields, identifiers: Fact[tuple[Identifier, ...]]) -> PatientKey | None:
    """From PID-3; from PID-2 and PID-4, which versions before 2.7 have, only when PID-3 says nothing."""
    chosen = choose(identifiers.value or (), pid.reading)
    if chosen:
        return PatientKey(chosen.authority.key, chosen.value, identifiers.where)
    if identifiers.stated or not _OLD_VERSION.match(pid.reading.message.header.version or "2.0"):
        return None
    for number in (2, 4):
        older = read_identifiers(pid, number)
        chosen = choose(older.value or (), pid.reading)
        if chosen:
            return PatientKey(chosen.authority.key, chosen.value, older.where)
    return None


def choose(identifiers: Iterable[Identifier], reading: Reading) -> Identifier | None:
    """The configured authority's, else type MR, else PI, else PT, else the first."""
    known = list(identifiers)
    wanted = reading.rules.mrn_authority
    if wanted:
        ours = next(
            (one for one in known if wanted in (one.authority.name, one.authority.universal_id)), None
        )
        if ours:
            return ours
    ranked = (one for types in _PREFERRED_TYPES for one in known if one.type in types)
    return next(ranked, known[0] if known else None)


def _owned(found: Identifier, reading: Reading) -> Identifier:
    """An identifier without an authority belongs to the sending facility."""
    if found.authority.key:
        return found
    return replace(found, authority=Authority(reading.message.header.default_authority))
