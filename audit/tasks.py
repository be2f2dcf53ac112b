"""The trail's sweeps as Celery runs them."""

from celery import shared_task

from audit import sweeps


@shared_task
def keep_partitions() -> None:
    sweeps.keep_partitions()
