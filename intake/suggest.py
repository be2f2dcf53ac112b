"""Who should lead: every candidate scored on need, unit, language and load, each with its reason.

Pure. The weights come from the rule pack (`routing`, `case_weights`, `full_load`: project proposal, R-INT-2) and are
shown beside the score. A criterion that says nothing about a request (no unit, no other language) does not count.
Score: 0 to 100, the weighted mean of what counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

# At this weekly capacity a person carries the pack's full load.
FULL_WEEK = 40


@dataclass(frozen=True)
class Wish:
    """What a request asks for; `need` and `language` are codes, their words are for the reasons."""

    need: str = ""
    need_words: str = ""
    unit: Any = None
    unit_words: str = ""
    language: str = ""
    language_words: str = ""


@dataclass(frozen=True)
class Group:
    """A team: its key, name, the needs it takes (none named: any) and its units by key."""

    key: Any
    name: str
    needs: frozenset[str] = frozenset()
    units: frozenset[Any] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """A person who could lead: languages by code, units they cover, weighted open cases, weekly hours."""

    key: Any
    name: str
    role: str
    team: Group
    languages: frozenset[str] = frozenset()
    units: frozenset[Any] = frozenset()
    load: float = 0
    hours: float = FULL_WEEK


@dataclass(frozen=True)
class Part:
    """One criterion: how much it counts, how well it is met (0 to 1), and in words."""

    name: str
    weight: int
    share: float
    says: str


@dataclass(frozen=True)
class Suggestion:
    """A candidate with score and reasons, best criteria first; `short` is for one line of a list."""

    who: Candidate
    score: int
    parts: tuple[Part, ...] = field(default=())

    @property
    def reasons(self) -> list[str]:
        return [part.says for part in self.parts]

    @property
    def short(self) -> str:
        return ", ".join(part.says for part in self.parts if part.share >= 0.5)


def rank(wish: Wish, candidates: Iterable[Candidate], rules: Mapping[str, Any]) -> list[Suggestion]:
    """Every candidate with hours to give, best first; equal scores by lower load, then name."""
    found = [_score(wish, who, rules) for who in candidates if who.hours > 0]
    return sorted(found, key=lambda each: (-each.score, each.who.load, each.who.name))


def best_group(wish: Wish, groups: Sequence[Group]) -> Group | None:
    """The team whose needs and units fit best; the first by name when none fits."""
    ordered = sorted(groups, key=lambda group: (-_fits(wish, group), group.name))
    return ordered[0] if ordered else None


def _fits(wish: Wish, group: Group) -> float:
    return _takes(wish, group) + (wish.unit in group.units)


def _takes(wish: Wish, group: Group) -> float:
    """1 when the team names this need, a half when it takes any, 0 when it names others."""
    return 1.0 if wish.need in group.needs else 0.0 if group.needs else 0.5


def _score(wish: Wish, who: Candidate, rules: Mapping[str, Any]) -> Suggestion:
    weights = rules["routing"]
    parts = [
        part
        for part in (_need(wish, who, weights), _unit(wish, who, weights), _language(wish, who, weights))
        if part
    ]
    parts.append(_load(who, weights, rules["full_load"]))
    total = sum(part.weight for part in parts)
    score = round(100 * sum(part.weight * part.share for part in parts) / total) if total else 0
    return Suggestion(who, score, tuple(sorted(parts, key=lambda part: -part.share * part.weight)))


def _need(wish: Wish, who: Candidate, weights: Mapping[str, int]) -> Part | None:
    if not wish.need:
        return None
    share, said = _takes(wish, who.team), {"team": who.team.name, "need": wish.need_words}
    says = {
        1.0: _("%(team)s takes %(need)s"),
        0.5: _("%(team)s takes any need"),
        0.0: _("%(team)s takes other needs"),
    }[share]
    return Part("need", weights["need"], share, says % said)


def _unit(wish: Wish, who: Candidate, weights: Mapping[str, int]) -> Part | None:
    if wish.unit is None:
        return None
    here = wish.unit in who.units or wish.unit in who.team.units
    says = _("works on %(unit)s") if here else _("works on other units than %(unit)s")
    return Part("unit", weights["unit"], float(here), says % {"unit": wish.unit_words})


def _language(wish: Wish, who: Candidate, weights: Mapping[str, int]) -> Part | None:
    if not wish.language:
        return None
    speaks = wish.language in who.languages
    says = _("speaks %(language)s") if speaks else _("no %(language)s")
    return Part("language", weights["language"], float(speaks), says % {"language": wish.language_words})


def _load(who: Candidate, weights: Mapping[str, int], full_load: float) -> Part:
    full = full_load * who.hours / FULL_WEEK
    share = max(0.0, 1 - who.load / full)
    return Part(
        "load",
        weights["load"],
        share,
        _("load %(load)g of %(full)g") % {"load": who.load, "full": round(full, 1)},
    )
