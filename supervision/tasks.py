"""What beat's tick starts."""

from celery import shared_task

from supervision import sweeps


@shared_task(name="supervision.tasks.keep")
def keep() -> None:
    """Begin and close covers; losing or doubling this changes nothing for anybody's sight."""
    sweeps.begin_covers()
    sweeps.close_absences()
