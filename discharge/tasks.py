"""What beat's tick starts. A lost or doubled tick changes nothing: the truth stands in the database."""

from celery import shared_task

from core import turns
from discharge.sweeps import afterwards, delays, forecasts, notices


@shared_task(name="discharge.tasks.keep_afterwards")
def keep_afterwards() -> None:
    """Begin, move and end what follows a departure, and open the reviews of returns."""
    turns.each(
        afterwards.stop_afterwards,
        afterwards.begin_afterwards,
        afterwards.look_after_visits,
        afterwards.complete_afterwards,
        afterwards.open_returns,
    )


@shared_task(name="discharge.tasks.keep_notices")
def keep_notices() -> None:
    """Owe the notices that time alone makes owed, mark those whose time is over, and keep answers true to a death."""
    turns.each(notices.owe_notices, notices.miss_notices, notices.end_answers, notices.renew_answers)


@shared_task(name="discharge.tasks.keep_delays")
def keep_delays() -> None:
    """Note milestones from facts, tell on delays that grow old, and end the huddles that nobody ended."""
    turns.each(delays.note_milestones, delays.escalate_delays, forecasts.end_forgotten_huddles)


@shared_task(name="discharge.tasks.forecast")
def forecast() -> None:
    """Forecast each house once a day, after its own midnight."""
    turns.each(forecasts.forecast_houses)
