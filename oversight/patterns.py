"""What of a person's day in the trail is worth asking about: one hit for a look, or for the day. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from accounts.permissions import Role
from oversight.models import Finding
from policy.watching import Figures

Rule = Finding.Rule
# Whose work is with the records of the whole house: having no part in a case says nothing of them.
WHOLE_HOUSE = (Role.INTAKE, Role.PRIVACY)


@dataclass(frozen=True)
class Look:
    """The first time in a day that somebody opened one record, and what ties them to it."""

    patient: UUID
    at: datetime
    role: str = ""
    own: bool = False
    same_name: bool = False
    same_address: bool = False
    watched: bool = False
    # No relation at that moment; and one that had ended not long ago.
    unrelated: bool = False
    left: bool = False
    at_night: bool = False
    number: int | None = None


@dataclass(frozen=True)
class Day:
    """One person's day: the records opened in order, and what was done besides."""

    user: UUID
    first_at: datetime
    looks: list[Look] = field(default_factory=list)
    # Records of each earlier day, and whether any earlier night was worked.
    before: tuple[int, ...] = ()
    works_nights: bool = False
    idle_searches: int = 0
    exports: int = 0
    leaving: bool = False
    # Emergency accesses of the week that ends with this day, if one was opened in it.
    emergencies: int = 0


@dataclass(frozen=True)
class Hit:
    """One thing to ask about; `patient` is empty where it is about the day."""

    user: UUID
    rule: str
    first_at: datetime
    number: int = 1
    patient: UUID | None = None


def hits(day: Day, figures: Figures) -> list[Hit]:
    """Everything to ask about in one person's day."""
    found = [
        Hit(day.user, rule, look.at, patient=look.patient) for look in day.looks if (rule := _of_look(look))
    ]
    return found + [Hit(day.user, rule, day.first_at, number) for rule, number in _of_day(day, figures)]


def _of_look(look: Look) -> str:
    """The strongest rule that one look meets: it is asked about once."""
    unrelated = look.unrelated and look.role not in WHOLE_HOUSE
    met = {
        Rule.OWN: look.own,
        Rule.ADDRESS: look.same_address,
        Rule.SURNAME: look.same_name,
        Rule.WATCHED: look.watched and unrelated,
        Rule.AFTER: look.left and unrelated,
        Rule.UNRELATED: unrelated,
    }
    return next((rule for rule, is_so in met.items() if is_so), "")


def _of_day(day: Day, figures: Figures) -> Iterator[tuple[str, int]]:
    opened, night = len(day.looks), sum(look.at_night for look in day.looks)
    if figures.too_many(opened, day.before):
        yield Rule.MANY, opened
    if night >= figures.night_least and not day.works_nights:
        yield Rule.NIGHT, night
    if (longest := _sequence(day.looks)) >= figures.in_sequence:
        yield Rule.SEQUENCE, longest
    if day.idle_searches >= figures.searches_least:
        yield Rule.SEARCHES, day.idle_searches
    if day.exports and day.leaving:
        yield Rule.EXPORT, day.exports
    if day.emergencies > figures.emergencies_a_week:
        yield Rule.EMERGENCIES, day.emergencies


def _sequence(looks: list[Look]) -> int:
    """The longest run of records, in the order they were opened, whose numbers follow each other."""
    longest = run = 1 if looks else 0
    for one, other in pairwise(looks):
        follows = one.number is not None and other.number == one.number + 1
        run = run + 1 if follows else 1
        longest = max(longest, run)
    return longest
