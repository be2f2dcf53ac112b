"""What a patient will need against what a service can do (C56). Pure.

Levels are those of the five abilities, 0 (needs somebody all the time) to 4 (manages alone); a service says the lowest it
looks after. What nobody wrote down is "not known", never "met": of treatments it counts as known only where a service
has said what it can do at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

ABILITIES = ("functional", "physical", "cognitive", "emotional", "socioeconomic")
HOURS = "hours"
# A need that is met by the kind of service itself, whatever else it says: somebody is there all day and night.
ROUND_THE_CLOCK = frozenset(
    {"snf", "irf", "ltch", "nursing_facility", "hospice_facility", "acute_hospital", "behavioural"}
)


@dataclass(frozen=True)
class Need:
    """What will be needed: expected level by ability, hours of support a day, treatments and aids by code."""

    levels: Mapping[str, int] = field(default_factory=dict)
    hours: int | None = None
    treatments: frozenset[str] = frozenset()

    @property
    def unrated(self) -> tuple[str, ...]:
        """The abilities that nobody has rated: they are compared with nothing."""
        return tuple(ability for ability in ABILITIES if ability not in self.levels)


@dataclass(frozen=True)
class Offer:
    """What a service can do: lowest level by ability, treatments by code, hours a day somebody is there."""

    kind: str = ""
    least: Mapping[str, int] = field(default_factory=dict)
    treatments: frozenset[str] = frozenset()
    hours: int | None = None

    @property
    def has_said(self) -> bool:
        """Whether anything is on record of what it can do."""
        return bool(self.least or self.treatments)

    @property
    def hours_there(self) -> int | None:
        """Hours a day somebody is there; all of them where the kind of service says so."""
        return 24 if self.hours is None and self.kind in ROUND_THE_CLOCK else self.hours


@dataclass(frozen=True)
class Gap:
    """One need that a service does not meet, or of which nobody knows whether it does."""

    code: str
    known: bool
    needed: int | None = None
    offered: int | None = None


def gaps(need: Need, offer: Offer) -> list[Gap]:
    """Every need that is not surely met: abilities first, then hours, then treatments by code."""
    found = [*_abilities(need, offer), *_hours(need, offer), *_treatments(need, offer)]
    return sorted(found, key=lambda gap: not gap.known)


def unmet(need: Need, offer: Offer) -> list[str]:
    """The codes of what is surely not met."""
    return [gap.code for gap in gaps(need, offer) if gap.known]


def _abilities(need: Need, offer: Offer) -> Iterable[Gap]:
    for ability in ABILITIES:
        level = need.levels.get(ability)
        if level is None:
            continue
        least = offer.least.get(ability)
        if least is None:
            yield Gap(ability, False, level)
        elif level < least:
            yield Gap(ability, True, level, least)


def _hours(need: Need, offer: Offer) -> Iterable[Gap]:
    if not need.hours:
        return
    there = offer.hours_there
    if there is None:
        yield Gap(HOURS, False, need.hours)
    elif there < need.hours:
        yield Gap(HOURS, True, need.hours, there)


def _treatments(need: Need, offer: Offer) -> Iterable[Gap]:
    for code in sorted(need.treatments - offer.treatments):
        if code == "nights" and offer.hours_there == 24:
            continue
        yield Gap(code, offer.has_said)
