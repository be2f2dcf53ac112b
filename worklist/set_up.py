"""Which ways out of the house are set up here; nothing is written for another, and nobody is told that it was."""

from django.conf import settings

from worklist.models import Outbox


def configured() -> list[str]:
    """The channels that are set up."""
    # Mail always is: without EMAIL_URL the application does not start, but for the demonstration's folder.
    ways = {Outbox.Channel.SMS: settings.SMS_URL, Outbox.Channel.WEBHOOK: settings.WEBHOOK_URL}
    return [str(channel) for channel in Outbox.Channel if ways.get(channel, True)]
