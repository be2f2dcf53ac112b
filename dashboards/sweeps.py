"""Once a day after a house's midnight what its teams' numbers are is kept, and on Mondays a letter of them is written."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.actors import system
from core import clock, turns
from core.localtime import start_of_day
from core.refusals import Refused
from dashboards import actions, counting, letters, page
from dashboards import scope as scopes
from dashboards.house_rules import rules_at
from dashboards.models import Brief, DailySnapshot
from facilities.models import Team

BATCH = 200
# A day that was missed longer ago than this stays a gap.
BACK = 14
DAY = timedelta(days=1)


def keep_days(batch: int = BATCH) -> int:
    """Keep today for every team that has no numbers of today, and what can be told again of days missed; how many days."""
    done = 0
    for team in Team.objects.select_related("facility").order_by("pk"):
        if done >= batch:
            break
        done += _days_of(team)
    return done


def write_briefs(batch: int = BATCH) -> int:
    """Write the letter of the past week for every team that has none; how many were written."""
    written = 0
    for team in Team.objects.select_related("facility").order_by("pk"):
        week = _week_before(clock.today(team.facility.tz))
        if written < batch and not Brief.objects.filter(team=team, week_of=week).exists():
            written += _try(
                team, lambda row, by, w=week: actions.write_brief(row, by=by, week_of=w, figures=letters.kept(page.whole(row)))
            )  # fmt: skip
    return written


def _week_before(today: date) -> date:
    """The Monday of the week that ended last Sunday."""
    return today - timedelta(days=today.weekday() + 7)


def _days_of(team: Team) -> int:
    today = clock.today(team.facility.tz)
    kept = set(
        DailySnapshot.objects.filter(team=team, day__gte=today - BACK * DAY).values_list("day", flat=True)
    )
    done = 0
    for day in _missed(kept, today):
        figures = _now(team) if day == today else _then(team, day)
        done += _try(team, lambda row, by, d=day, f=figures: actions.keep_day(row, by=by, day=d, figures=f))
    return done


def _missed(kept: set[date], today: date) -> list[date]:
    """Today, and the days since the first one kept lately that have nothing; before that there is no line to mend."""
    first = min(kept, default=today)
    return [day for n in range((today - first).days + 1) if (day := first + n * DAY) not in kept]


def _now(team: Team) -> list[tuple[str, Any]]:
    return list(page.whole(team).figures.items())


def _then(team: Team, day: date) -> list[tuple[str, Any]]:
    """What dated facts say of the beginning of a day that is past; what was only true at that moment stays a gap."""
    at = _beginning(team, day)
    scope = scopes.whole(team, at, rules_at(team.facility, at))
    again = [each for each in counting.plainly() if each.told_again]
    found = counting.counted(scope, again) | counting.reckoned(scope)
    return list(found.items())


def _beginning(team: Team, day: date) -> datetime:
    return start_of_day(day, team.facility.tz)


def _try(team: Team, verb: Any) -> int:
    try:
        verb(team, by=system("keeper"))
    except Refused:
        return 0  # somebody kept it in the same moment
    except turns.BROKEN_ROW as error:
        turns.say(verb, error)
        return 0
    return 1
