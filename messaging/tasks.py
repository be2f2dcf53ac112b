"""What beat's tick starts. A lost or doubled tick changes nothing: the truth stands in the database."""

from celery import shared_task

from messaging import sweeps


@shared_task(name="messaging.tasks.keep")
def keep() -> None:
    """Ask who joined a team while the clock of a change runs, and let off who left it."""
    sweeps.keep_rounds()
