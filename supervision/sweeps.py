"""What happens by itself: on the first day of a cover its sheet is made, and a cover that is over is closed."""

from typing import Any

from accounts.actors import system
from core import clock, turns
from core.refusals import Refused
from supervision import actions, standing_in
from teams import cover
from teams.cover import running
from teams.models import Absence, Handover

BATCH = 200


def begin_covers(batch: int = BATCH) -> int:
    """Make the sheet of each cover that has begun and has none yet; how many were made."""
    made = Handover.objects.filter(absence__isnull=False).values("absence")
    return _each(running().exclude(pk__in=made).order_by("starts_at", "pk")[:batch], actions.hand_over)


def trim_covers(batch: int = BATCH) -> int:
    """Take from running covers what their deputies do not hold any more, by the end of a role or of an account."""
    rows = running().select_related("facility", "deputy").order_by("starts_at", "pk")
    return _each([row for row in rows if cover.roles_left(row) != row.roles][:batch], actions.trim_cover)


def close_absences(batch: int = BATCH) -> int:
    """Close the absences whose time is over, with the sheet back where somebody stood in; how many were closed."""
    over = Absence.objects.filter(status__in=standing_in.UPCOMING, live=True, ends_at__lte=clock.now())
    return _each(over.order_by("ends_at", "pk")[:batch], actions.close_absence)


def _each(rows: Any, verb: Any) -> int:
    keeper, done = system("keeper"), 0
    for row in rows:
        try:
            verb(row, by=keeper)
        except Refused:
            continue  # somebody ended it in the same moment
        except turns.BROKEN_ROW as error:
            turns.say(verb, error)
            continue
        done += 1
    return done
