"""XAD and XTN: where a person lives and how to reach them."""

from dataclasses import dataclass
from enum import StrEnum

from interop.hl7.lexer import Repetition


class AddressUse(StrEnum):
    """What an address is for (HL7 table 0190)."""

    HOME = "home"
    WORK = "work"
    TEMPORARY = "temporary"
    MAILING = "mailing"
    PERMANENT = "permanent"
    OLD = "old"
    OTHER = "other"


class TelecomKind(StrEnum):
    """How a contact point is used."""

    PHONE = "phone"
    EMAIL = "email"
    FAX = "fax"
    PAGER = "pager"
    OTHER = "other"


class TelecomUse(StrEnum):
    """Where a contact point reaches the person (HL7 table 0201)."""

    HOME = "home"
    WORK = "work"
    MOBILE = "mobile"
    EMERGENCY = "emergency"
    OTHER = "other"


_ADDRESS_USES = {
    "": AddressUse.HOME,
    "H": AddressUse.HOME,
    "HOME": AddressUse.HOME,
    "B": AddressUse.WORK,
    "O": AddressUse.WORK,
    "C": AddressUse.TEMPORARY,
    "M": AddressUse.MAILING,
    "P": AddressUse.PERMANENT,
    "L": AddressUse.PERMANENT,
    "BA": AddressUse.OLD,
}
_BIRTH_PLACE = {"BDL", "N", "BR"}
_USES = {
    "PRN": TelecomUse.HOME,
    "HOME": TelecomUse.HOME,
    "VHN": TelecomUse.HOME,
    "WPN": TelecomUse.WORK,
    "WORK": TelecomUse.WORK,
    "PRS": TelecomUse.MOBILE,
    "EMR": TelecomUse.EMERGENCY,
    "ORN": TelecomUse.OTHER,
    "ASN": TelecomUse.OTHER,
}
_KINDS = {"FX": TelecomKind.FAX, "BP": TelecomKind.PAGER, "BPN": TelecomKind.PAGER}
_PHONES = {"PH", "CP", "SAT", "VIDEO", ""}
_MAIL = {"INTERNET", "X.400"}


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """A postal address; a part that is not known is blank."""

    street: str = ""
    other: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    county: str = ""
    use: AddressUse = AddressUse.HOME


@dataclass(frozen=True, slots=True, repr=False)
class Telecom:
    """A telephone number or mail address as the sender wrote it, never reformatted."""

    value: str
    kind: TelecomKind = TelecomKind.PHONE
    use: TelecomUse = TelecomUse.OTHER
    extension: str = ""


def address(value: Repetition) -> Address | None:
    """XAD.1–9; None for a blank one and for a place of birth, which is no address."""
    kind = value.text(7).upper()
    if kind in _BIRTH_PLACE:
        return None
    street = _street(value)
    other, city, state, postal_code, country, county = (value.text(part) for part in (2, 3, 4, 5, 6, 9))
    if not any((street, other, city, state, postal_code, country, county)):
        return None
    use = _ADDRESS_USES.get(kind, AddressUse.OTHER)
    return Address(street, other, city, state, postal_code, country, county, use)


def telecom(value: Repetition, default: TelecomUse = TelecomUse.OTHER) -> Telecom | None:
    """XTN: mail from XTN.4 or anything with @; a number from XTN.12, else parts 5–8, else XTN.1.

    `default` is the use of a field, for a value that does not say its own.
    """
    use = _USES.get(value.text(2).upper(), default)
    mail = next((text for text in (value.text(4), value.text(1), value.text(12)) if "@" in text), "")
    if mail:
        return Telecom(mail, TelecomKind.EMAIL, use)
    equipment = value.text(3).upper()
    number = value.text(12) or _joined(value) or value.text(1)
    if not number:
        return None
    use = TelecomUse.MOBILE if equipment == "CP" else use
    return Telecom(number, _kind(equipment, value.text(2).upper()), use, value.text(8))


def _street(value: Repetition) -> str:
    """SAD: the whole line, with street name and house number where it does not contain them."""
    line, name, number = (value.sub(1, part) for part in (1, 2, 3))
    if not line:
        return f"{number} {name}".strip()
    return " ".join([line, *(part for part in (name, number) if part and part not in line)])


def _kind(equipment: str, use: str) -> TelecomKind:
    if use == "BPN" or equipment in _KINDS:
        return _KINDS.get(equipment, TelecomKind.PAGER)
    # "Internet" over something that is no mail address is a wrong label on a number.
    return TelecomKind.PHONE if equipment in _PHONES | _MAIL else TelecomKind.OTHER


def _joined(value: Repetition) -> str:
    """Country, area and local number; the local part must be there."""
    country, area, number = (value.text(part) for part in (5, 6, 7))
    if not number:
        return ""
    return " ".join(part for part in (f"+{country.lstrip('+')}" if country else "", area, number) if part)
