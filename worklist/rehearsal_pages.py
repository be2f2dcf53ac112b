"""A rehearsal as its page shows it: bars by day, rows as far as one may see them, and what a draft changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import Http404

from core import clock
from facilities.models import Facility
from patients.models import Case
from policy.models import PackVersion
from policy.tables import Change, changes
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
    cases: Mapping[str, Case] = field(default_factory=dict)
    figures: Sequence[Change] = ()

    @property
    def most(self) -> int:
        """The length of the longest bar."""
        return max([1, *(max(bar.live, bar.draft or 0) for bar in self.bars)])

    @property
    def shown(self) -> Sequence[Sent]:
        return self.sent[:SHOWN] if self.rows else ()

    def shown_cases(self) -> list[Case]:
        """The cases that the rows of the page name, for the trail."""
        named = {each.case for each in (*self.shown, *self.added, *self.gone)}
        return [self.cases[reference] for reference in sorted(named)]

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
    bodies, drafts = rehearsing.versions(facility, clock.now())
    chosen = _chosen(drafts, draft)
    return {
        "places": [one for one, _rows in places],
        "drafts": drafts,
        "found": _rehearsed(facility, user, rows, bodies, chosen),
    }


def _rehearsed(
    facility: Facility, user: Any, rows: bool, bodies: Mapping[str, Any], draft: PackVersion | None
) -> Rehearsed:
    now = clock.now()
    runs = rehearsing.running(facility, user, now, rows=rows)
    live = rehearsal.rehearse(runs.promises, rehearsing.read(bodies), now)
    change, other = None, None
    if draft is not None:
        other = rehearsal.rehearse(runs.promises, rehearsing.read(bodies, draft), now, draft=True)
        change = rehearsal.difference(live, other)
    days = rehearsal.by_day(live, now, facility.tz)
    later = dict(rehearsal.by_day(other, now, facility.tz)) if other is not None else {}
    bars = [Bar(on, number, later.get(on)) for on, number in days]
    counts = dict(rehearsal.counts(live))
    capped = len(runs.promises) >= rehearsing.LIMIT
    figures = _figures(draft, bodies)
    return Rehearsed(facility, rows, live, counts, bars, draft, change, capped, runs.cases, figures)


def _figures(draft: PackVersion | None, bodies: Mapping[str, Any]) -> list[Change]:
    """What a draft says otherwise than the rules in force."""
    if draft is None or draft.pack.kind not in bodies:
        return []
    return changes(draft.pack.kind, bodies[draft.pack.kind], draft.body)


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
