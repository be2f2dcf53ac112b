"""What beat's tick starts."""

from celery import shared_task

from core import turns
from supervision import sweeps


@shared_task(name="supervision.tasks.keep")
def keep() -> None:
    """Begin, trim and close covers; a lost tick is made good by the next, a doubled one does nothing."""
    turns.each(sweeps.trim_covers, sweeps.begin_covers, sweeps.close_absences)
