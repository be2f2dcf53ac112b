"""What beat's tick starts."""

from celery import shared_task

from teams import sweeps


@shared_task(name="teams.tasks.sweep_access")
def sweep_access() -> None:
    """Retire relations and offers that are over; losing or doubling this changes nothing for anybody."""
    for sweep in (sweeps.sweep_access, sweeps.take_up_roles, sweeps.sweep_offers):
        sweep()
