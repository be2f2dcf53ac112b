"""MRG: which numbers gave way to which patient."""

from dataclasses import dataclass

from interop.hl7.adt.patient_key import PatientKey, choose, patient_key, read_identifiers
from interop.hl7.adt.reading import Reading
from interop.hl7.adt.visit_key import visit_number
from interop.hl7.datatypes import Identifier, PersonName, person_name
from interop.hl7.facts import Fact
from interop.hl7.lexer import Segment
from interop.hl7.problems import Where


@dataclass(frozen=True, slots=True, repr=False)
class Merge:
    """One PID and MRG pair: the survivor is in PID, the loser's numbers in MRG."""

    where: Where
    survivor: PatientKey | None
    loser: PatientKey | None
    identifiers: Fact[tuple[Identifier, ...]]
    account: Fact[Identifier]
    visit: Fact[Identifier]
    names: Fact[tuple[PersonName, ...]]


def read_merges(reading: Reading) -> tuple[Merge, ...]:
    """Every MRG with the PID before it, in the order sent."""
    merges: list[Merge] = []
    pid: Segment | None = None
    for segment in reading.message.segments:
        if segment.name == "PID":
            pid = segment
        elif segment.name == "MRG":
            merges.append(_merge(reading, pid, segment))
    return tuple(merges)


def _merge(reading: Reading, pid: Segment | None, segment: Segment) -> Merge:
    mrg = reading.fields("MRG", segment)
    identifiers = read_identifiers(mrg, 1)
    if not identifiers.stated:  # versions before 2.3 have only the internal identifier, MRG-4
        identifiers = read_identifiers(mrg, 4)
    loser = choose(identifiers.value or (), reading)
    survivor = reading.fields("PID", pid) if pid else None
    return Merge(
        where=segment.where,
        survivor=patient_key(survivor, read_identifiers(survivor)) if survivor else None,
        loser=PatientKey(loser.authority.key, loser.value, identifiers.where) if loser else None,
        identifiers=identifiers,
        account=visit_number(mrg, 3),
        visit=visit_number(mrg, 5),
        names=mrg.many(7, person_name),
    )
