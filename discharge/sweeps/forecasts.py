"""The nightly forecast: each house once after its own midnight; a tick that finds the day done costs two statements."""

from accounts.actors import system
from core import clock, turns
from core.refusals import Refused
from discharge.actions import forecasts, huddles
from discharge.models import Forecast, Huddle
from facilities.models import Facility


def forecast_houses() -> int:
    """Forecast every house that has no forecast of its day; how many houses."""
    keeper, done = system("keeper"), 0
    for facility in Facility.objects.order_by("pk"):
        today = clock.today(facility.tz)
        made = (
            Forecast.objects.filter(case__facility=facility)
            .order_by("-made_at")
            .values_list("made_at", flat=True)
        )
        last = made.first()
        if last is not None and last.astimezone(facility.tz).date() >= today:
            continue
        try:
            forecasts.forecast_house(facility, by=keeper)
        except Refused:
            continue  # nothing is known of past stays yet
        except turns.BROKEN_ROW as error:
            turns.say(forecasts.forecast_house, error)
            continue
        done += 1
    return done


def end_forgotten_huddles() -> int:
    """End the huddles that nobody ended, so that their leaders may start another; how many."""
    rows = Huddle.objects.filter(ended_at=None, started_at__lt=clock.now() - huddles.FORGOTTEN)
    found = list(rows.select_related("led_by"))
    for row in found:
        huddles.end_huddle(row, by=row.led_by)
    return len(found)
