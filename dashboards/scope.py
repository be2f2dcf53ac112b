"""Whose cases a number is made of: those of one team, as far as whoever asks may see them, at one instant."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from core import clock
from core.access import visible_to
from core.written import KeysOf
from dashboards.house_rules import Rules
from facilities.models import Team
from patients.models import Case, Stage

# What happened in so many days before the instant is counted by measures of a period.
PERIOD = 30
# Nothing that a period of 30 days with a window of 30 days asks for lies on a case that was closed before this.
KEPT = 90


@dataclass(frozen=True)
class Scope:
    """The keys of a team's open cases, and of all that count in a period; the instant; the rules of its house."""

    team: Any
    open: Any
    every: Any
    now: Any
    rules: Rules = field(default_factory=Rules)

    @property
    def at(self) -> "Instant":
        """The instant as the database reads it."""
        return _instant(self.now)

    def ago(self, days: int = PERIOD) -> "Later":
        """So many days before the instant."""
        return Later(self.at, hours=-24 * days)


class Instant(models.Func):
    """A value that the database takes for an instant, whatever stands beside it."""

    template = "%(expressions)s::timestamptz"
    output_field = models.DateTimeField()


class Later(models.Func):
    """An instant so many elapsed hours on (or back); the figure stands in the statement."""

    output_field = models.DateTimeField()

    def __init__(self, instant: Any, *, hours: int) -> None:
        super().__init__(instant, template=f"(%(expressions)s + interval '{int(hours)} hours')")


class Hours(models.Func):
    """Elapsed hours between two instants, the later one first."""

    template = "(extract(epoch from (%(expressions)s)) / 3600)::float8"
    arg_joiner = " - "
    output_field = models.FloatField()


def open_cases(user: Any, team: Any, *, portable: bool = False) -> "QuerySet[Case]":
    """The open cases of a team that somebody supervises."""
    rows = Case.objects.filter(team=team).exclude(stage=Stage.CLOSED)
    return visible_to(Case, user, "supervise", sources=("supervision",), portable=portable, among=rows)


def every_case(user: Any, team: Any, now: Any, *, portable: bool = False) -> "QuerySet[Case]":
    """The same with those closed lately; of the years before and of other teams nothing is read."""
    both = ("supervision", "past_supervision")
    rows = Case.objects.filter(team=team).exclude(closed_at__lt=_kept(now))
    return visible_to(Case, user, "supervise", sources=both, portable=portable, among=rows)


def as_seen(user: Any, team: Team, rules: Rules, *, portable: bool = False) -> Scope:
    """What a supervisor of the team sees."""
    now = clock.now()
    cases = open_cases(user, team, portable=portable).values("pk")
    return Scope(team, cases, every_case(user, team, now, portable=portable).values("pk"), now, rules)


def whole(team: Team, now: datetime, rules: Rules) -> Scope:
    """All of the team's cases: what is kept of each day."""
    rows = Case.objects.filter(team=team)
    kept = rows.exclude(closed_at__lt=_kept(now))
    return Scope(team, rows.exclude(stage=Stage.CLOSED).values("pk"), kept.values("pk"), now, rules)


def named(team: Any, rules: Rules) -> Scope:
    """For a statement that has read the keys of the cases beforehand; its plan may count on the present it reads itself."""
    return Scope(team, KeysOf("mine"), KeysOf("every"), clock.CoreNow(), rules)


def _kept(now: Any) -> Later:
    return Later(_instant(now), hours=-24 * KEPT)


def _instant(now: Any) -> Instant:
    return Instant(models.Value(now, models.DateTimeField()) if isinstance(now, datetime) else now)
