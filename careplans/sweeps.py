"""What happens by itself to plans: late steps of care maps are found, and every open case is looked at once a day."""

from collections.abc import Callable
from typing import Any

from django.db.models import Func, IntegerField, TextField, Value
from django.db.models.functions import Cast, Mod

from accounts.actors import system
from careplans.actions import care_maps, overlaps
from careplans.queries.care_maps import late
from core import clock, turns
from core.refusals import Refused
from facilities.models import Facility
from patients.models import Case, Stage

BATCH = 200
# The quarters of an hour of a day: each open case is looked at in one of them.
SLOTS = 96
QUARTER = 15
# Four hexadecimal digits as a number.
HEX = "('x' || lpad(%(expressions)s, 8, '0'))::bit(32)::int"


def find_late_steps(batch: int = BATCH) -> int:
    """Mark the steps whose tolerance has passed where they are expected, and ask their role; how many were found."""
    found = 0
    for facility in Facility.objects.order_by("pk"):
        rows = late(clock.today(facility.tz)).filter(case__facility=facility).select_related("case", "rules")
        found += _each(rows[:batch], care_maps.find_late)
    return found


def look_over() -> int:
    """Look for conflicts, overlaps and holes on the open cases whose turn it is; how many were looked at.

    What changed meanwhile below plans (an answer, an ability, a medicine) shows within a day, and at once to who asks.
    """
    now = clock.now()
    slot = (now.hour * 60 + now.minute) // QUARTER
    last_digits = Func(
        Func(Cast("pk", TextField()), Value(4), function="right"), template=HEX, output_field=IntegerField()
    )
    cases = Case.objects.exclude(stage=Stage.CLOSED).annotate(turn=Mod(last_digits, SLOTS))
    return _each(cases.filter(turn=slot).order_by("pk").iterator(), overlaps.refresh_overlaps)


def _each(rows: Any, act: Callable[..., Any]) -> int:
    keeper, done = system("keeper"), 0
    for row in rows:
        try:
            act(row, by=keeper)
        except Refused:
            continue  # somebody settled it in between
        except turns.BROKEN_ROW as error:
            turns.say(act, error)
            continue
        done += 1
    return done
