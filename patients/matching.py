"""Who may be the same person, and why: reasons for a clerk to look, never a decision.

`reasons` compares two `Person`s and lists what agrees and what speaks against it; `score` adds the strengths up to a
number from 0 to 100. The strengths are a project proposal, tried on the labelled pairs in
tests/patients/test_matching.py. Rows are not read here: callers find candidates with the search columns (see
`patients.folding`) and hand them in.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product
from typing import Generic, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from patients.comparing import Likeness, is_swapped, likeness, one_digit_off, same_phone, same_postcode, words
from patients.folding import fold_code, fold_name, phone_key, sound_key

__all__ = [
    "Person",
    "Reason",
    "Suggestion",
    "fold_name",
    "phone_key",
    "reasons",
    "score",
    "sound_key",
    "suggested",
]

SUGGEST_FROM = 40
SUGGEST_FROM_NAME_ALONE = 20  # while only a name has been typed, a look-alike name is all there can be
ESTIMATE_YEARS = 5

# kind: strength, words. A negative strength speaks against.
KINDS: dict[str, tuple[int, Promise]] = {
    "name": (40, _("same name")),
    "name_swapped": (37, _("same name, family and given name swapped")),
    "name_order": (34, _("same names in another order")),
    "name_typo": (32, _("name differs by a letter or two")),
    "name_part": (26, _("part of the name is the same")),
    "name_sound": (24, _("same sound")),
    "twin": (12, _("same family name, other given name: perhaps a twin")),
    "given": (6, _("same given name, other family name")),
    "family": (8, _("same family name, other given name")),
    "family_only": (20, _("same family name")),
    "given_only": (20, _("same given name")),
    "birth": (36, _("same birth date")),
    "birth_swapped": (22, _("birth day and month swapped")),
    "birth_digit": (18, _("birth date differs by one digit")),
    "birth_estimated": (10, _("birth year fits the estimated age")),
    "birth_other": (-30, _("birth date differs")),
    "phone": (20, _("same phone")),
    "identifier": (60, _("same identifier")),
    "address": (10, _("same postcode and house number")),
}


@dataclass(frozen=True)
class Person:
    """What is known of somebody, as typed; anything may be missing.

    `estimated_birth_year` is the year an estimated age points at; `birth_date` wins when both are given.
    `other_names` are (family, given) of earlier names and aliases; `identifiers` are (authority, value).
    """

    family: str = ""
    given: str = ""
    birth_date: date | None = None
    estimated_birth_year: int | None = None
    phones: Sequence[str] = ()
    identifiers: Sequence[tuple[str, str]] = ()
    postcode: str = ""
    house_number: str = ""
    other_names: Sequence[tuple[str, str]] = ()

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """Folded (family, given) pairs, the present name first, empty ones left out."""
        pairs = [(self.family, self.given), *self.other_names]
        return [folded for family, given in pairs if any(folded := (fold_name(family), fold_name(given)))]

    @property
    def has_only_a_name(self) -> bool:
        known = (self.birth_date, self.estimated_birth_year, self.phones, self.identifiers, self.postcode)
        return not any(known)


@dataclass(frozen=True)
class Reason:
    """One thing that agrees, or with a negative strength speaks against. `detail` names the identifier's authority."""

    kind: str
    detail: str = ""

    @property
    def strength(self) -> int:
        return KINDS[self.kind][0]

    @property
    def phrase(self) -> str:
        """A few words in the reader's language."""
        said = str(KINDS[self.kind][1])
        return f"{said} ({self.detail})" if self.detail else said


Candidate = TypeVar("Candidate")


@dataclass(frozen=True)
class Suggestion(Generic[Candidate]):
    """A candidate worth a look, with its reasons, strongest first."""

    candidate: Candidate
    score: int
    reasons: list[Reason]


def reasons(candidate: Person, probe: Person) -> list[Reason]:
    """What agrees between two records and what speaks against it, strongest first; empty when nothing agrees."""
    found = [*_identifiers(candidate, probe), *_name_and_birth(candidate, probe), *_phones(candidate, probe)]
    if _lives_at_same_address(candidate, probe):
        found.append(Reason("address"))
    if all(reason.strength < 0 for reason in found):
        return []
    return sorted(found, key=lambda reason: -reason.strength)


def score(found: Iterable[Reason]) -> int:
    """The strengths added up, from 0 to 100."""
    return max(0, min(100, sum(reason.strength for reason in found)))


def suggested(probe: Person, candidates: Iterable[tuple[Candidate, Person]]) -> list[Suggestion[Candidate]]:
    """The candidates worth showing beside what was typed, best first; each comes as (row, what is known of it)."""
    least = SUGGEST_FROM_NAME_ALONE if probe.has_only_a_name else SUGGEST_FROM
    found = []
    for candidate, known in candidates:
        why = reasons(known, probe)
        if score(why) >= least:
            found.append(Suggestion(candidate, score(why), why))
    return sorted(found, key=lambda suggestion: -suggestion.score)


def _name_and_birth(one: Person, other: Person) -> Iterator[Reason]:
    birth, name = _birth(one, other), _name(one, other)
    if birth:
        yield Reason(birth)
    if name:
        # Twins share family name and birth date: a clerk must see that this may be two people, not a misspelling.
        yield Reason("twin" if (name, birth) == ("family", "birth") else name)


def _name(one: Person, other: Person) -> str | None:
    """The strongest likeness of any name of one with any name of the other."""
    kinds = [kind for pair in product(one.names, other.names) for kind in _kinds(*pair)]
    return max(kinds, key=lambda kind: KINDS[kind][0], default=None)


BY_WEAKER = {
    Likeness.SAME: "name",
    Likeness.TYPO: "name_typo",
    Likeness.PART: "name_part",
    Likeness.SOUND: "name_sound",
}


def _kinds(one: tuple[str, str], other: tuple[str, str]) -> Iterator[str]:
    """The ways in which two folded (family, given) names are alike."""
    if not (all(one) and all(other)):
        yield from _kinds_of_one_word(one, other)
        return
    family, given = likeness(one[0], other[0]), likeness(one[1], other[1])
    crossed = min(likeness(one[0], other[1]), likeness(one[1], other[0]))
    if both := min(family, given):
        yield BY_WEAKER[both]
    if crossed >= Likeness.TYPO:
        yield "name_swapped"
    if sorted(words(" ".join(one))) == sorted(words(" ".join(other))):
        yield "name_order"
    if family:
        yield "family"
    if given >= Likeness.TYPO:
        yield "given"


def _kinds_of_one_word(one: tuple[str, str], other: tuple[str, str]) -> Iterator[str]:
    """A name without its other half: half typed, or a person who has only one name, in whichever field it stands."""
    if not all(one) and not all(other):
        if alike := likeness("".join(one), "".join(other)):
            yield BY_WEAKER[alike]
        return
    full, single = (one, "".join(other)) if all(one) else (other, "".join(one))
    if likeness(full[0], single):
        yield "family_only"
    if likeness(full[1], single):
        yield "given_only"


def _birth(one: Person, other: Person) -> str | None:
    if one.birth_date and other.birth_date:
        if one.birth_date == other.birth_date:
            return "birth"
        if is_swapped(one.birth_date, other.birth_date):
            return "birth_swapped"
        return "birth_digit" if one_digit_off(one.birth_date, other.birth_date) else "birth_other"
    year, other_year = _birth_year(one), _birth_year(other)
    fits = year and other_year and abs(year - other_year) <= ESTIMATE_YEARS
    return "birth_estimated" if fits else None


def _birth_year(person: Person) -> int | None:
    return person.birth_date.year if person.birth_date else person.estimated_birth_year


def _phones(one: Person, other: Person) -> list[Reason]:
    pairs = product(map(phone_key, one.phones), map(phone_key, other.phones))
    return [Reason("phone")] if any(same_phone(*pair) for pair in pairs) else []


def _identifiers(one: Person, other: Person) -> list[Reason]:
    held = {
        (fold_code(authority), fold_code(value)) for authority, value in other.identifiers if fold_code(value)
    }
    shared = {
        authority for authority, value in one.identifiers if (fold_code(authority), fold_code(value)) in held
    }
    return [Reason("identifier", authority) for authority in sorted(shared)]


def _lives_at_same_address(one: Person, other: Person) -> bool:
    house, other_house = fold_code(one.house_number), fold_code(other.house_number)
    return (
        bool(house)
        and house == other_house
        and same_postcode(fold_code(one.postcode), fold_code(other.postcode))
    )
