"""The ways out of the house: each takes one message and says done, later, or never; and which of them are set up."""

from typing import Protocol

from worklist.hooks import Webhook
from worklist.mail import Mail
from worklist.models import Outbox
from worklist.outcomes import Later, Never
from worklist.set_up import configured, kept_in_folder
from worklist.sms import Sms

__all__ = ["CHANNELS", "Channel", "Later", "Never", "configured", "kept_in_folder"]


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
