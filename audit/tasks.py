"""The trail's sweeps as Celery runs them."""

from celery import shared_task

from audit import sweeps


@shared_task
def keep_partitions() -> None:
    sweeps.keep_partitions()


@shared_task
def seal() -> None:
    sweeps.seal()


@shared_task
def drop_anchor() -> None:
    sweeps.drop_anchor()
