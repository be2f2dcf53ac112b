"""What beat's tick starts. A lost or doubled tick changes nothing: the truth stands in the database."""

from celery import shared_task

from referrals import sweeps


@shared_task(name="referrals.tasks.keep")
def keep() -> None:
    """Ask for answers that are late, and whether promised services began."""
    sweeps.ask_for_answers()
    sweeps.ask_after_starts()
