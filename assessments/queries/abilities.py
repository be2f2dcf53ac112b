"""The five abilities of a patient as they stand, and the support that is still missing."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from assessments import ability_chart
from assessments.models import AbilityRating
from core import access
from core.access import visible_among
from patients.models import Case

Ability = AbilityRating.Ability


@dataclass(frozen=True)
class Shown:
    """One ability as its row draws it; without a rating nobody has rated it yet."""

    ability: str
    label: str
    rating: AbilityRating | None
    missing: str


def latest(case: Case) -> dict[str, AbilityRating]:
    """The latest rating of each ability that was rated."""
    return {row.ability: row for row in _newest(AbilityRating.objects.filter(case=case))}


def seen(case: Case, user: Any) -> dict[str, AbilityRating]:
    """The same, of those abilities that somebody may read."""
    rows = visible_among(AbilityRating.objects.filter(case=case), user)
    return {row.ability: row for row in _newest(rows).select_related("rated_by")}


def history(case: Case, user: Any) -> "QuerySet[AbilityRating]":
    """Every rating that somebody may read, the latest first."""
    rows = visible_among(AbilityRating.objects.filter(case=case), user)
    return rows.select_related("rated_by").order_by("-rated_at", "-pk")


def hours_missing(rating: AbilityRating) -> int:
    """Hours of support a day that are needed and not arranged; support that nobody arranged yet counts as none."""
    return max(0, (rating.support_needed or 0) - (rating.support_arranged or 0))


def panel(case: Case, user: Any, rights: Collection[str] | None = None) -> dict[str, Any]:
    """What the block of the abilities shows: a row for each that one may read, and the drawing of those rated."""
    held = access.held(user, case) if rights is None else rights
    found = seen(case, user)
    rows = [_shown(ability, found.get(ability.value)) for ability in Ability if _right("view", ability, held)]
    rated = [(row.label, row.rating) for row in rows if row.rating]
    return {
        "abilities": {
            "rows": rows,
            "chart": ability_chart.chart(rated) if rated else None,
            "may_rate": case.is_open and any(_right("edit", ability, held) for ability in Ability),
        }
    }


def may_rate(case: Case, user: Any) -> list[tuple[str, Any]]:
    """The abilities that somebody may rate on a case, as choices."""
    held = access.held(user, case)
    return [(ability.value, ability.label) for ability in Ability if _right("edit", ability, held)]


def _newest(rows: "QuerySet[AbilityRating]") -> "QuerySet[AbilityRating]":
    return rows.order_by("ability", "-rated_at", "-pk").distinct("ability")


def _right(level: str, ability: Ability, rights: Collection[str]) -> bool:
    sorts = AbilityRating.access.sorts
    return sorts is not None and f"{level}_{sorts.classes[ability.value]}" in rights


def _shown(ability: Ability, rating: AbilityRating | None) -> Shown:
    return Shown(ability.value, str(ability.label), rating, _missing(rating) if rating else "")


def _missing(rating: AbilityRating) -> str:
    hours = hours_missing(rating)
    if not hours:
        return ""
    words = {"n": hours, "needed": rating.support_needed, "arranged": rating.support_arranged or 0}
    return (
        ngettext(
            "%(n)d hour a day is missing: %(needed)d needed, %(arranged)d arranged.",
            "%(n)d hours a day are missing: %(needed)d needed, %(arranged)d arranged.",
            hours,
        )
        % words
    )
