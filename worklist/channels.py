"""The ways out of the house: each takes one message and says done, later, or never; and which of them are set up."""

from typing import Protocol

from django.conf import settings

from worklist.hooks import Webhook
from worklist.mail import Mail
from worklist.models import Outbox
from worklist.outcomes import Later, Never
from worklist.sms import Sms

__all__ = ["CHANNELS", "Channel", "Later", "Never", "configured"]


class Channel(Protocol):
    """A way out. `send` returns when the other side has taken the message, else raises Later or Never."""

    def send(self, message: Outbox) -> None:
        """Hand one message over; the recipient is loaded."""

    def close(self) -> None:
        """Hang up."""


CHANNELS: dict[str, type[Channel]] = {
    Outbox.Channel.EMAIL: Mail,
    Outbox.Channel.SMS: Sms,
    Outbox.Channel.WEBHOOK: Webhook,
}


def configured() -> list[str]:
    """The channels that are set up here; nothing is written for another, and nobody is told that it was."""
    # Mail always is: without EMAIL_URL the application does not start, but for the demonstration's folder.
    ways = {Outbox.Channel.SMS: settings.SMS_URL, Outbox.Channel.WEBHOOK: settings.WEBHOOK_URL}
    return [str(name) for name in CHANNELS if ways.get(name, True)]  # type: ignore[call-overload]
