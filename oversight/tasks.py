"""What beat's tick starts."""

from celery import shared_task

from oversight import sweeps


@shared_task(name="oversight.tasks.keep")
def keep() -> None:
    """Press for what is late and tell of looks at watched records; losing or doubling this changes nothing."""
    for sweep in (sweeps.press_late_reviews, sweeps.tell_of_looks, sweeps.press_accountings):
        sweep()
