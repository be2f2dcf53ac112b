"""What beat's tick starts."""

from celery import shared_task

from core import turns
from oversight import sweeps


@shared_task(name="oversight.tasks.look_through")
def look_through() -> None:
    """Read the days of the trail that are over and unread; one read twice changes nothing."""
    sweeps.look_through()


@shared_task(name="oversight.tasks.keep")
def keep() -> None:
    """Press for what is late and tell of looks at watched records; losing or doubling this changes nothing."""
    turns.each(sweeps.press_late_reviews, sweeps.tell_of_looks, sweeps.press_accountings)
