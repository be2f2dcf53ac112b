"""Values of a field as frozen dataclasses, one reader each: Repetition → value, or None when it is blank."""

from interop.hl7.datatypes.addresses import Address, Telecom, TelecomUse, address, telecom
from interop.hl7.datatypes.codes import Coded, coded
from interop.hl7.datatypes.identifiers import (
    Authority,
    Identifier,
    Provider,
    authority,
    identifier,
    providers,
)
from interop.hl7.datatypes.names import PersonName, display_name, person_name
from interop.hl7.datatypes.places import Place, place

__all__ = [
    "Address",
    "Authority",
    "Coded",
    "Identifier",
    "PersonName",
    "Place",
    "Provider",
    "Telecom",
    "TelecomUse",
    "address",
    "authority",
    "coded",
    "display_name",
    "identifier",
    "person_name",
    "place",
    "providers",
    "telecom",
]
