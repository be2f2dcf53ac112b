"""What beat's tick starts. A lost or doubled tick changes nothing: the truth stands in the database."""

from celery import shared_task

from careplans import sweeps


@shared_task(name="careplans.tasks.keep")
def keep() -> None:
    """Find the steps of care maps whose tolerance has passed, and look over the cases whose turn it is."""
    sweeps.find_late_steps()
    sweeps.look_over()
