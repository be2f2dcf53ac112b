"""All that a team's page says, from one place: the page, what is kept of each day and the weekly letter are the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import clock
from dashboards import counting, people
from dashboards import scope as scopes
from dashboards.counting import Cause
from dashboards.figures import Figure
from dashboards.house_rules import rules_at, rules_of
from dashboards.metrics import MEASURES, Kind, Measure
from dashboards.scope import Scope
from facilities.models import Team
from supervision.board import Carrying


@dataclass(frozen=True)
class Said:
    """The figures by measure, in the order of the registry; who carries what; delays by cause."""

    figures: dict[str, Figure]
    people: Sequence[Carrying] = ()
    causes: Sequence[Cause] = ()


def as_seen(user: Any, team: Team) -> Said:
    """The page of a supervisor now, of a team as `queries.teams_of` reads it; five statements, however many rows."""
    rules = rules_of(team)
    found, causes = counting.numbers(user, team, rules)
    return _whole(scopes.as_seen(user, team, rules), found, causes)


def whole(team: Team) -> Said:
    """The same over all of the team's cases now; for what is kept of a day and of a week."""
    rules = rules_at(team.facility, clock.now())
    scope = scopes.whole(team, clock.now(), rules)
    return _whole(scope, counting.counted(scope), ())


def _whole(scope: Scope, found: dict[str, Figure], causes: Sequence[Cause]) -> Said:
    staff = people.carrying(scope)
    found = found | counting.reckoned(scope) | {"load": counting.load_of(staff)}
    return Said({name: found[name] for name in MEASURES}, staff, causes)


def figure_of(user: Any, team: Team, measure: Measure) -> Figure:
    """One of those figures; one statement, three for what is reckoned of stays."""
    scope = scopes.as_seen(user, team, rules_of(team))
    if measure.reckon:
        return counting.of_values(measure, list(measure.reckon(scope).values()))
    if measure.kind is Kind.LOAD:
        return counting.load_of(people.carrying(scope))
    return counting.counted(scope, [measure])[measure.name]
