"""A rehearsal as its page shows it: bars by day, rows as far as one may see them, and what a draft changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404

from core import clock
from facilities.models import Facility
from patients.models import Case
from policy.models import PackVersion
from worklist import rehearsal, rehearsing
from worklist.rehearsal import Difference, Sent

# Rows shown of each list; the counts are of all.
SHOWN = 200


@dataclass(frozen=True)
class Bar:
    """One day: how many would be told by the rules in force, and by the draft."""

    on: Any
    live: int
    draft: int | None


@dataclass(frozen=True)
class Rehearsed:
    """One facility's next days; without `rows` only counts."""

    place: Facility
    rows: bool
    sent: Sequence[Sent]
    counts: dict[str, int]
    bars: list[Bar]
    draft: PackVersion | None = None
    change: Difference | None = None
    capped: bool = False

    @property
    def most(self) -> int:
        """The length of the longest bar."""
        return max([1, *(max(bar.live, bar.draft or 0) for bar in self.bars)])

    @property
    def shown(self) -> Sequence[Sent]:
        return self.sent[:SHOWN] if self.rows else ()

    def shown_cases(self) -> list[Case]:
        """The cases that the rows of the page name, for the trail: one statement, none without rows."""
        named = {each.case for each in (*self.shown, *self.added, *self.gone)}
        return list(Case.objects.filter(reference__in=named)) if named else []

    @property
    def added(self) -> Sequence[Sent]:
        return self.change.added[:SHOWN] if self.rows and self.change else ()

    @property
    def gone(self) -> Sequence[Sent]:
        return self.change.gone[:SHOWN] if self.rows and self.change else ()


def read(user: Any, place: str, draft: str) -> dict[str, Any]:
    """The context of the page: where one may rehearse, the drafts there, and the rehearsal. 404 for anything else."""
    places = rehearsing.places(user)
    if not places:
        raise Http404
    facility, rows = next((one for one in places if str(one[0].pk) == place), places[0])
    if place and str(facility.pk) != place:
        raise Http404
    drafts = rehearsing.drafts(facility)
    chosen = _chosen(drafts, draft)
    return {
        "places": [one for one, _rows in places],
        "drafts": drafts,
        "found": _rehearsed(facility, user, rows, chosen),
    }


def _rehearsed(facility: Facility, user: Any, rows: bool, draft: PackVersion | None) -> Rehearsed:
    now = clock.now()
    runs = rehearsing.promises(facility, user, now, rows=rows)
    live = rehearsal.rehearse(runs, rehearsing.rules(facility, now), now)
    change, other = None, None
    if draft is not None:
        other = rehearsal.rehearse(runs, rehearsing.rules(facility, now, draft), now, draft=True)
        change = rehearsal.difference(live, other)
    days = rehearsal.by_day(live, now, facility.tz)
    later = dict(rehearsal.by_day(other, now, facility.tz)) if other is not None else {}
    bars = [Bar(on, number, later.get(on)) for on, number in days]
    counts = dict(rehearsal.counts(live))
    return Rehearsed(facility, rows, live, counts, bars, draft, change, len(runs) >= rehearsing.LIMIT)


def _chosen(drafts: list[PackVersion], wanted: str) -> PackVersion | None:
    if not wanted:
        return None
    try:
        key = UUID(wanted)
    except ValueError as unread:
        raise Http404 from unread
    found = next((draft for draft in drafts if draft.pk == key), None)
    if found is None:
        raise Http404
    return found
