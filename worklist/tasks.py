"""What beat's tick starts. A lost or doubled tick changes nothing: the truth stands in the database."""

from celery import shared_task

from worklist import digests, hooks, planner, relay, sweeps, ticks
from worklist.models import Outbox

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
    planner.plan_all()
    relay.send_all(channels=[Outbox.Channel.EMAIL])


@shared_task(name="worklist.tasks.send")
def send(channel: str) -> None:
    """Send what stands in the outbox for one channel."""
    relay.send_all(channels=[channel])


@shared_task(name="worklist.tasks.keep")
def keep() -> None:
    """Open the scheduled work whose day has come, end unanswered offers and questions, hand on what people who left were to do."""
    for sweep in EVERY_MINUTE:
        sweep()


@shared_task(name="worklist.tasks.keep_holes")
def keep_holes() -> None:
    """Tell supervisors what nobody answers for; losing a tick tells them with the next."""
    sweeps.keep_holes()
