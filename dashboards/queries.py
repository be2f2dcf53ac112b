"""Whose teams, what they aim at, the days kept, and the rows behind a number."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from accounts.permissions import Role
from core import clock, keyset
from core.access import visible_to
from core.keyset import Cut, Page
from dashboards import scope as scopes
from dashboards.house_rules import columns, rules_of
from dashboards.metrics import Measure, Values
from dashboards.models import Brief, DailySnapshot, MeasureTarget
from dashboards.scope import Scope
from dashboards.shapes import SHAPES
from facilities.models import Facility, Team
from supervision import loads

ROWS, CHUNK = 50, 500
LETTERS = 8
# So many days stand in a run chart.
DAYS = 90


def teams_of(user: Any) -> list[Any]:
    """The teams somebody supervises and acts for, with what their houses aim at, their rules and the last letters; one statement."""
    if getattr(user, "acting_role", "") not in ("", Role.SUPERVISOR):
        return []
    targets = MeasureTarget.objects.filter(facility=OuterRef("facility")).order_by("measure")
    letters = Brief.objects.filter(team=OuterRef("pk")).order_by("-week_of")
    rows = Team.objects.filter(pk__in=loads.supervised(user)).select_related("facility").order_by("name")
    return list(
        rows.annotate(
            aims=ArraySubquery(targets.values(said=JSONObject(measure="measure", value="value", source="source"))),
            **columns("facility", clock.now()),
            letters=ArraySubquery(letters.values(said=JSONObject(pk="pk", week="week_of"))[:LETTERS]),
        )
    )  # fmt: skip


def letter(pk: UUID, user: Any) -> tuple[Brief | None, bool]:
    """A weekly letter, and whether its reader supervises that team; a role of the house gives none, and none is needed."""
    mine = {team.pk for team in teams_of(user)}
    row = Brief.objects.select_related("team__facility").filter(pk=pk).first()
    return row, row is not None and row.team_id in mine


def aims_of(team: Any) -> dict[str, dict[str, Any]]:
    """What the team's house aims at, by measure: value and source."""
    found: dict[str, dict[str, Any]] = {}
    for row in team.aims:
        found[row["measure"]] = {"value": Decimal(str(row["value"])).normalize(), "source": row["source"]}
    return found


def places(user: Any) -> list[Facility]:
    """The houses whose targets somebody sets."""
    return list(visible_to(Facility, user, "manage_policy").order_by("name"))


def targets_at(facility: Facility) -> dict[str, MeasureTarget]:
    """The targets of a house by measure."""
    return {row.measure: row for row in MeasureTarget.objects.filter(facility=facility)}


@dataclass(frozen=True)
class Kept:
    """A day of a run chart; without a row nothing was kept that day."""

    day: date
    row: DailySnapshot | None = None


def days_of(team: Any, measure: Measure) -> list[Kept]:
    """The last days from the first one kept, gaps as gaps; one statement."""
    today = clock.today(team.facility.tz)
    first = today - timedelta(days=DAYS - 1)
    rows = DailySnapshot.objects.filter(team=team, measure=measure.name, day__gte=first).order_by(
        "day", "version"
    )
    found = {row.day: row for row in rows}
    if not found:
        return []
    start = min(found)
    return [
        Kept(day, found.get(day))
        for n in range((today - start).days + 1)
        for day in [start + timedelta(days=n)]
    ]


def scope_of(user: Any, team: Any, *, portable: bool = False) -> Scope:
    """What somebody sees of a team, by the rules of its house."""
    return scopes.as_seen(user, team, rules_of(team), portable=portable)


@dataclass(frozen=True)
class Listing:
    """The rows behind a number; of a rate all, or those that met it ("yes") or did not ("no")."""

    measure: Measure
    scope: Scope
    met: str = ""
    said: Values = field(default_factory=dict)

    @property
    def rows(self) -> "QuerySet[Any]":
        """The query itself, narrowed to what was asked for."""
        rows = self.measure.rows(self.scope)
        if self.measure.reckon:
            wanted = [
                key for key, says in self.said.items() if not self.met or says[0] == (self.met == "yes")
            ]
            return rows.filter(pk__in=wanted)
        return rows.filter(met=self.met == "yes") if self.met else rows

    def page(self, after: str = "", before: str = "") -> Page:
        """One page by key."""
        cut = Cut(self.measure.order, ROWS, after, before)
        return cut.page(list(cut.keys(self.rows)), self.read)

    def keys(self) -> list[UUID]:
        """The keys of all rows in the order of the pages."""
        rows = keyset.in_order(self.rows, self.measure.order)
        return list(rows.values_list("pk", flat=True))

    def read(self, keys: list[UUID]) -> list[Any]:
        """These rows, in this order, with what they say."""
        shape = SHAPES[self.measure.shape]
        rows = self.measure.rows(self.scope).select_related(*shape.related).defer(*shape.defer)
        found = {row.pk: row for row in rows.filter(pk__in=keys)}
        for key, row in found.items():
            for name, value in zip(self.measure.says, self.said.get(key, ()), strict=False):
                setattr(row, name, value)
            if shape.prepare:
                shape.prepare(row, self.scope.rules)
        return [found[key] for key in keys if key in found]

    def chunks(self, keys: list[UUID]) -> Iterator[Any]:
        """The rows of a file while it is sent, which is after the request's own present is over."""
        for start in range(0, len(keys), CHUNK):
            with clock.held():
                rows = self.read(keys[start : start + CHUNK])
            yield from rows


def listing(measure: Measure, scope: Scope, met: str = "") -> Listing:
    """The rows behind a number; `met` counts for rates alone."""
    said = measure.reckon(scope) if measure.reckon else {}
    return Listing(measure, scope, met if measure.is_rate and met in ("yes", "no") else "", said)
