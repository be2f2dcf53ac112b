"""What beat's tick starts."""

from celery import shared_task

from core import turns
from dashboards import sweeps


@shared_task(name="dashboards.tasks.keep")
def keep() -> None:
    """Keep the day and write the week's letter; a lost tick is made good by the next, a doubled one does nothing."""
    turns.each(sweeps.keep_days, sweeps.write_briefs)
