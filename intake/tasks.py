"""What beat's tick starts."""

from celery import shared_task

from core import turns
from intake import sweeps


@shared_task(name="intake.tasks.keep")
def keep() -> None:
    """Open what time brings; a lost or doubled tick changes nothing."""
    turns.each(*sweeps.EVERY_MINUTE)
