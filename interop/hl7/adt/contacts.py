"""NK1 and GT1: next of kin, emergency and other contacts, and who answers for the bill."""

from collections.abc import Callable
from dataclasses import dataclass

from interop.hl7 import terminology
from interop.hl7.adt.reading import Fields, Reading
from interop.hl7.datatypes import Address, Coded, PersonName, Telecom, address, coded, person_name, telecom
from interop.hl7.facts import Fact, absent, null, said
from interop.hl7.problems import Where
from interop.hl7.rules import SenderRules
from interop.hl7.terminology import ContactRole, Mapped, lookup
from interop.hl7.timestamps import PartialDate


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """One contact; the list of a message replaces the sender's earlier list, so values are plain."""

    where: Where
    role: ContactRole
    relationship: Mapped
    names: tuple[PersonName, ...]
    organization: str
    addresses: tuple[Address, ...]
    telecoms: tuple[Telecom, ...]
    starts: PartialDate | None
    ends: PartialDate | None
    number: str = ""


def read_contacts(reading: Reading) -> Fact[tuple[Contact, ...]]:
    """Every NK1 that names anyone; not stated without NK1, cleared when all of them are null."""
    return _contacts(reading, "NK1", _next_of_kin)


def read_guarantors(reading: Reading) -> Fact[tuple[Contact, ...]]:
    """Every GT1, as contacts of role guarantor."""
    return _contacts(reading, "GT1", _guarantor)


def _contacts(reading: Reading, name: str, read: Callable[[Fields], Contact]) -> Fact[tuple[Contact, ...]]:
    rows = [reading.fields(name, segment) for segment in reading.message.all(name)]
    found = tuple(contact for contact in map(read, rows) if contact.names or contact.organization)
    if found:
        return said(Where(name), found)
    number = 2 if name == "NK1" else 3
    cleared = any(row.segment is not None and row.segment.null(number) for row in rows)
    return null(Where(name)) if cleared else absent(Where(name))


def _next_of_kin(nk1: Fields) -> Contact:
    relationship = _relationship(nk1, 3)
    role = nk1.coded(7).value or Coded()
    return Contact(
        where=nk1.where(0),
        role=contact_role(role, relationship),
        relationship=relationship,
        names=nk1.many(2, person_name).value or (),
        organization=nk1.text(13).value or "",
        addresses=nk1.many(4, address).value or (),
        telecoms=_telecoms(nk1, 5, 6, 40),
        starts=nk1.day(8),
        ends=nk1.last_day(9),
    )


def _guarantor(gt1: Fields) -> Contact:
    return Contact(
        where=gt1.where(0),
        role=ContactRole.GUARANTOR,
        relationship=_relationship(gt1, 11),
        names=gt1.many(3, person_name).value or (),
        organization=gt1.text(21).value or "",
        addresses=gt1.many(5, address).value or (),
        telecoms=_telecoms(gt1, 6, 7),
        starts=gt1.day(13),
        ends=gt1.last_day(14),
        number=gt1.text(2).value or "",
    )


def contact_role(role: Coded, relationship: Mapped) -> ContactRole:
    """From the role field, else from what the relationship implies, else a contact."""
    by_words = (
        terminology.ROLE_WORDS.get(words.upper()) for words in (role.text, role.code, relationship.text)
    )
    known = terminology.ROLES.get(role.code.upper()) or terminology.ROLE_OF_RELATIONSHIP.get(
        relationship.value
    )
    return known or next((found for found in by_words if found), ContactRole.CONTACT)


def relationship_of(sent: Coded, rules: SenderRules) -> Mapped:
    """A code of HL7 table 0063, from the code or the words."""
    return lookup(terminology.RELATIONSHIP_CODES, rules.relationships, sent.code, sent.text)


def _relationship(fields: Fields, number: int) -> Mapped:
    sent = fields.one(number, coded).value
    return relationship_of(sent, fields.reading.rules) if sent else Mapped("", "")


def _telecoms(fields: Fields, *numbers: int) -> tuple[Telecom, ...]:
    return tuple(one for number in numbers for one in fields.many(number, telecom).value or ())
