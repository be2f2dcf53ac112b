"""What beat's tick starts. A lost or doubled tick changes nothing: the truth stands in the database."""

from celery import shared_task

from core import turns
from outreach import sweeps


@shared_task(name="outreach.tasks.keep")
def keep() -> None:
    """Ask after overdue visits, end what is over, hand visits on, ask for calls about missed appointments."""
    turns.each(sweeps.raise_alarms, sweeps.stop_ended, sweeps.hand_on_visits, sweeps.call_after_missed)


@shared_task(name="outreach.tasks.keep_index")
def keep_index() -> None:
    """Give open cases their index of today; what one run leaves the next one takes."""
    sweeps.keep_index()
