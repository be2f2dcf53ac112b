"""CX, HD and XCN: identifiers, who assigned them, and the people they name."""

from dataclasses import dataclass

from interop.hl7.datatypes.names import PersonName, family
from interop.hl7.lexer import Repetition
from interop.hl7.rules import STANDARD, SenderRules
from interop.hl7.timestamps import BadTime, PartialDate, read_period_end


@dataclass(frozen=True, slots=True, repr=False)
class Authority:
    """HD: a namespace by its local name, its universal identifier (OID, URI), or both."""

    name: str = ""
    universal_id: str = ""
    universal_type: str = ""

    @property
    def key(self) -> str:
        """What the authority is compared by: the local name, else the universal identifier."""
        return self.name or self.universal_id


NO_AUTHORITY = Authority()


@dataclass(frozen=True, slots=True, repr=False)
class Identifier:
    """CX: a value in the namespace of an authority; compared exactly, leading zeros count."""

    value: str
    authority: Authority = NO_AUTHORITY
    type: str = ""
    facility: Authority = NO_AUTHORITY
    check_digit: str = ""
    check_scheme: str = ""
    valid_from: PartialDate | None = None
    valid_until: PartialDate | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Provider:
    """One clinician, however many identifiers the repetitions of XCN gave."""

    identifiers: tuple[Identifier, ...]
    name: PersonName


def authority(value: Repetition, component: int) -> Authority:
    """HD inside a component: name, universal identifier, its type."""
    return Authority(*(value.sub(component, number) for number in (1, 2, 3)))


def identifier(value: Repetition, rules: SenderRules = STANDARD) -> Identifier | None:
    """CX.1–8; None when there is no value; a period that cannot be read is left out."""
    if not value.text(1):
        return None
    return Identifier(
        value=value.text(1),
        authority=authority(value, 4),
        type=value.text(5).upper(),
        facility=authority(value, 6),
        check_digit=value.text(2),
        check_scheme=value.text(3),
        valid_from=_day(value.text(7), rules),
        valid_until=_day(value.text(8), rules),
    )


def providers(values: tuple[Repetition, ...]) -> tuple[Provider, ...]:
    """XCN repetitions as people: those with one family and given name are one person."""
    people: dict[tuple[str, ...], list[Identifier]] = {}
    names: dict[tuple[str, ...], PersonName] = {}
    for number, value in enumerate(values):
        if value.blank:
            continue
        name = _provider_name(value)
        key = (name.family.casefold(), name.given.casefold()) if name.family else ("", str(number))
        names.setdefault(key, name)
        people.setdefault(key, []).extend(_provider_identifier(value))
    return tuple(Provider(tuple(found), names[key]) for key, found in people.items())


def _provider_name(value: Repetition) -> PersonName:
    given, middle, suffix, prefix, degree = (value.text(number) for number in (3, 4, 5, 6, 7))
    return PersonName(family(value, 2), given, middle, suffix, prefix, degree)


def _provider_identifier(value: Repetition) -> list[Identifier]:
    if not value.text(1):
        return []
    return [Identifier(value.text(1), authority(value, 9), value.text(13).upper(), authority(value, 14))]


def _day(text: str, rules: SenderRules) -> PartialDate | None:
    try:
        return read_period_end(text, rules)
    except BadTime:
        return None
