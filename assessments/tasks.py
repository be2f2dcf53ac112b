"""What beat's tick starts. A lost or doubled tick changes nothing: the truth stands in the database."""

from celery import shared_task

from assessments import sweeps
from core import turns


@shared_task(name="assessments.tasks.keep")
def keep() -> None:
    """End overrides and reassessments that are over, raise those that something or the clock asks for."""
    turns.each(sweeps.end_overrides, sweeps.end_reassessments, sweeps.raise_triggered, sweeps.raise_due)


@shared_task(name="assessments.tasks.keep_scores")
def keep_scores() -> None:
    """Reckon the risk anew where a visit, a date or a day changed it."""
    turns.each(sweeps.refresh_scores)
