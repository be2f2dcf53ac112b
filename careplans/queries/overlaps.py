"""Overlaps and holes: of a case as each reader may read them, and of the teams that somebody supervises."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from assessments.models import Need
from careplans.models import Overlap
from careplans.overlapping import OPEN
from careplans.sides import readable
from core.access import visible_among, visible_to
from facilities.models import Team
from patients.models import Case

ROWS = 100
# Of each kind beside the plan; all of them stand on their own page.
BESIDE = 3
NEED = "hole|need|"
NONE: Mapping[str, str] = {}


@dataclass(frozen=True)
class Side:
    """One of two pieces of work, as far as somebody may read it."""

    words: str
    who: Any
    starts_at: datetime
    done: bool


@dataclass(frozen=True)
class Shown:
    """An overlap or hole with what speaks for it; no words of a class the reader may not read."""

    row: Overlap
    words: str
    sides: Sequence[Side]
    codes: Sequence[str]
    shared: Sequence[str]
    gap: timedelta | None

    @property
    def gap_hours(self) -> str:
        """Said with one digit: 3.5."""
        return f"{self.gap.total_seconds() / 3600:.1f}" if self.gap else ""

    @property
    def percent(self) -> int:
        """How sure it is."""
        return round(100 * (self.row.score or 0))


def panel(case: Case, rights: Collection[str]) -> dict[str, Any]:
    """The surest few of what stands open on a case, and how many more there are; for somebody with these rights on it."""
    rows = Overlap.objects.filter(_told(rights), case=case, status=Overlap.Status.OPEN).order_by(
        "kind", "-score", "created_at"
    )
    found = list(rows[:ROWS])
    kinds = {"overlaps": Overlap.Kind.OVERLAP, "holes": Overlap.Kind.HOLE}
    few = {name: [row for row in found if row.kind == kind][:BESIDE] for name, kind in kinds.items()}
    page: dict[str, Any] = {name: [shown(row, rights, {}) for row in few[name]] for name in few}
    return page | {"more": len(found) - sum(map(len, few.values()))}


def page(case: Case, user: Any, rights: Collection[str]) -> dict[str, Any]:
    """The same with the names of people, the words of needs for those who read them, and what was dismissed."""
    rows = list(
        Overlap.objects.filter(_told(rights), case=case).exclude(status=Overlap.Status.GONE).select_related("ended_by")
        .order_by("kind", "-score", "created_at")[:ROWS]
    )  # fmt: skip
    people, needs = _people(rows), _needs(rows, user)
    found = [shown(row, rights, people, needs) for row in rows]
    opens = [each for each in found if each.row.status == Overlap.Status.OPEN]
    return {
        "overlaps": [each for each in opens if each.row.kind == Overlap.Kind.OVERLAP],
        "holes": [each for each in opens if each.row.kind == Overlap.Kind.HOLE],
        "dismissed": [each for each in found if each.row.status == Overlap.Status.DISMISSED],
    }


def _told(rights: Collection[str]) -> Q:
    """Pairs, and the holes of whose class somebody with these rights may know that there is something."""
    classes = [right.removeprefix("summary_") for right in rights if right.startswith("summary_")]
    return Q(kind=Overlap.Kind.OVERLAP) | Q(evidence__data__in=[*OPEN, *classes])


def shown(
    row: Overlap, rights: Collection[str], people: Mapping[str, Any], needs: Mapping[str, str] = NONE
) -> Shown:
    """One of them as somebody with these rights on its case may read it; `needs` are words by the key of a hole."""
    evidence = row.evidence
    if row.kind == Overlap.Kind.HOLE:
        return Shown(row, needs.get(row.key, evidence["words"]), [], [], [], None)
    sides = [_side(each, rights, people) for each in evidence["sides"]]
    gap = timedelta(minutes=evidence["gap_minutes"])
    return Shown(row, "", sides, evidence["codes"], evidence["words"], gap)


def _side(side: Mapping[str, Any], rights: Collection[str], people: Mapping[str, Any]) -> Side:
    hidden = side["data"] not in OPEN or not readable(side["data"], rights)
    words = _("You may not read this here.") if hidden else side["words"]
    return Side(words, people.get(side["who"]), datetime.fromisoformat(side["from"]), side["done"])


def _people(rows: Sequence[Overlap]) -> dict[str, Any]:
    keys = {side["who"] for row in rows for side in row.evidence.get("sides", ())}
    users = User.objects.filter(pk__in=[key for key in keys if key and ":" not in key])
    return {str(user.pk): user for user in users}


def _needs(rows: Sequence[Overlap], user: Any) -> dict[str, str]:
    """The words of the needs among the holes that somebody may read, by the key of the hole."""
    keys = [row.key.removeprefix(NEED) for row in rows if row.key.startswith(NEED)]
    if not keys:
        return {}
    seen = visible_among(Need.objects.filter(pk__in=keys), user)
    return {f"{NEED}{need.pk}": need.words for need in seen}


def of_teams(user: Any) -> QuerySet[Overlap]:
    """What stands open on the open cases of the teams somebody supervises: the list, and what its totals count.

    Nothing tells that there are needs of safeguarding or behaviour.
    """
    teams = visible_to(Team, user, "manage_team")
    rows = visible_to(Overlap, user).filter(status=Overlap.Status.OPEN, case__team__in=teams)
    return rows.filter(_told({"summary_psychosocial"})).exclude(case__stage="closed")


def listed(user: Any) -> list[Overlap]:
    """The same with their cases, holes first."""
    rows = of_teams(user).select_related("case__team", "case__patient", "case__facility")
    return list(rows.order_by("case__team__name", "kind", "case__reference", "-score", "id"))


def totals(rows: Sequence[Overlap]) -> list[dict[str, Any]]:
    """How many of each kind by team, counted over the rows of the list themselves."""
    counted = Counter((row.case.team, row.kind) for row in rows)
    teams = sorted({team for team, _kind in counted if team is not None}, key=lambda team: team.name)
    return [
        {
            "team": team,
            "overlaps": counted[team, Overlap.Kind.OVERLAP],
            "holes": counted[team, Overlap.Kind.HOLE],
        }
        for team in teams
    ]
