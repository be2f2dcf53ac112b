"""XPN: the names of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from interop.hl7.lexer import Repetition


class NameUse(StrEnum):
    """What a name is for (HL7 table 0200, in FHIR's words where it has one)."""

    OFFICIAL = "official"
    USUAL = "usual"
    NICKNAME = "nickname"
    MAIDEN = "maiden"
    ALIAS = "alias"
    BIRTH = "birth"
    PSEUDONYM = "pseudonym"
    LICENSING = "licensing"
    OLD = "old"
    OTHER = "other"


_USES = {
    "": NameUse.OFFICIAL,
    "L": NameUse.OFFICIAL,
    "CURRENT": NameUse.OFFICIAL,
    "D": NameUse.USUAL,
    "M": NameUse.MAIDEN,
    "N": NameUse.NICKNAME,
    "A": NameUse.ALIAS,
    "B": NameUse.BIRTH,
    "S": NameUse.PSEUDONYM,
    "I": NameUse.LICENSING,
    "PREVIOUS": NameUse.OLD,
}
_SHOWN_FIRST = (NameUse.OFFICIAL, NameUse.USUAL, NameUse.OTHER, NameUse.BIRTH)


@dataclass(frozen=True, slots=True, repr=False)
class PersonName:
    """Parts of a name; `representation` is I ideographic, P phonetic, A alphabetic or blank."""

    family: str = ""
    given: str = ""
    middle: str = ""
    suffix: str = ""
    prefix: str = ""
    degree: str = ""
    use: NameUse = NameUse.OFFICIAL
    representation: str = ""

    @property
    def full(self) -> str:
        """The name as it is read aloud."""
        parts = (self.prefix, self.given, self.middle, self.family, self.suffix)
        return " ".join(part for part in parts if part)


def family(value: Repetition, component: int) -> str:
    """The surname of an FN: its first sub-component, which already contains any own prefix."""
    return value.sub(component, 1) or value.text(component).strip("& ")


def person_name(value: Repetition) -> PersonName | None:
    """XPN.1–8; None when no part of the name itself is given."""
    use = _USES.get(value.text(7).upper(), NameUse.OTHER)
    given, middle, suffix, prefix, degree, _, representation = (value.text(part) for part in range(2, 9))
    found = PersonName(family(value, 1), given, middle, suffix, prefix, degree, use, representation.upper())
    return found if found.full or degree else None


def display_name(names: Iterable[PersonName]) -> PersonName | None:
    """The name to show: the first official one, else usual, else the first there is."""
    known = list(names)
    ranked = (name for use in _SHOWN_FIRST for name in known if name.use is use)
    return next(ranked, known[0] if known else None)
