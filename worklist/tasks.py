"""What beat's tick starts. A lost or doubled tick changes nothing: the truth stands in the database."""

import logging
import time

from celery import current_app, shared_task
from django.db import Error

from core import turns
from worklist import digests, hooks, planner, relay, sweeps, ticks

log = logging.getLogger("worklist.relay")
# What the turns of a plain relay do themselves.
OF_THE_RELAY = ("worklist.tasks.deliver", "worklist.tasks.send")
EVERY_MINUTE = (
    sweeps.stop_ended,
    sweeps.mark_missed,
    sweeps.take_back_unconsented,
    sweeps.open_scheduled,
    sweeps.expire_offers,
    sweeps.expire_consults,
    sweeps.hand_on_left_work,
    sweeps.tell_of_transfers,
    digests.write_due,
    hooks.write_counts,
)


@shared_task(name="worklist.tasks.deliver")
def deliver() -> None:
    """Plan every reminder that is due and send the e-mail; the other channels have ticks of their own.

    A slow mail server holds up nothing but mail.
    """
    ticks.tick("beat")
    turns.each(planner.plan_all, relay.send_mail)


@shared_task(name="worklist.tasks.send")
def send(channel: str) -> None:
    """Send what stands in the outbox for one channel."""
    relay.send_all(channels=[channel], seconds=relay.STRETCH)


@shared_task(name="worklist.tasks.keep")
def keep() -> None:
    """Open the scheduled work whose day has come, end unanswered offers and questions, hand on what people who left were to do."""
    turns.each(*EVERY_MINUTE)


@shared_task(name="worklist.tasks.keep_holes")
def keep_holes() -> None:
    """Tell supervisors what nobody answers for; losing a tick tells them with the next."""
    sweeps.keep_holes()


def learn_all() -> None:
    """Read in the tasks of every app, as a worker does when it starts; a plain relay would know only these."""
    current_app.loader.import_default_modules()


def stand_in_for_beat(ran: dict[str, float]) -> None:
    """Run here whatever beat would have started by now; `ran` keeps when each ran last.

    One broken sweep is not the end of the others, nor of reminders.
    """
    for name, entry in current_app.conf.beat_schedule.items():
        # This process's own clock: only the distance counts.
        every, now = float(entry["schedule"]), time.monotonic()
        if entry["task"] in OF_THE_RELAY or now - ran.get(name, now - every) < every:
            continue
        ran[name] = now
        try:
            with ticks.alone(name) as mine:
                if mine:
                    current_app.tasks[entry["task"]](*entry.get("args", ()))
        except Error:
            raise
        except Exception as error:
            log.error("a sweep failed", extra={"error": type(error).__name__, "event": entry["task"]})
