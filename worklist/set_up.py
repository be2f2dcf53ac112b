"""Which ways out of the house are set up here; nothing is written for another, and nobody is told that it was."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from worklist.models import Outbox

FOLDER = "core.mailbox.EmailBackend"
KEPT = _("E-mail is not set up: letters are kept in a folder, and nobody receives them.")


def configured() -> list[str]:
    """The channels for which messages are written: what is set up, and mail always (see `kept_in_folder`)."""
    # Without EMAIL_URL the application does not start, but for the demonstration's and development's folder.
    ways = {Outbox.Channel.SMS: settings.SMS_URL, Outbox.Channel.WEBHOOK: settings.WEBHOOK_URL}
    return [str(channel) for channel in Outbox.Channel if ways.get(channel, True)]


def kept_in_folder() -> bool:
    """Whether mail is not set up: letters are written and marked as anywhere else, but none leaves the house."""
    return settings.EMAIL_BACKEND == FOLDER
