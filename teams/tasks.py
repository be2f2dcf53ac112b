"""What beat's tick starts."""

from celery import shared_task

from core import turns
from teams import sweeps


@shared_task(name="teams.tasks.sweep_access")
def sweep_access() -> None:
    """Retire what is over and pass on what people left behind; losing or doubling this changes nobody's sight."""
    turns.each(
        sweeps.sweep_access,
        sweeps.take_up_roles,
        sweeps.sweep_offers,
        sweeps.pass_on_left,
        sweeps.let_speak,
    )
