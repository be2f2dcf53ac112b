"""Text messages by one gateway over HTTP, signed: to staff a count and a link, to a patient what their consent names."""

from django.conf import settings
from django.template.loader import render_to_string

from worklist import words
from worklist.models import Outbox
from worklist.outcomes import NotNeeded
from worklist.posting import post


class Sms:
    """The gateway of SMS_URL; it is told the number, the text, and the key that makes a double one message."""

    def send(self, message: Outbox) -> None:
        """Hand one message over."""
        number = number_of(message)
        if not number:
            raise NotNeeded("no number any more")
        facts = {"id": message.idem_key, "to": number, "text": text_of(message)}
        post(settings.SMS_URL, settings.SMS_SECRET, message.idem_key, facts)

    def close(self) -> None:
        """Every message is a request of its own."""


def number_of(message: Outbox) -> str:
    """Where a text message goes as things stand now: a colleague's own number, or the patient's contact point."""
    if message.contact is not None:
        return message.contact.value
    wishes = getattr(message.recipient, "preference", None)
    return wishes.sms_to if wishes is not None and wishes.by_sms else ""


def text_of(message: Outbox) -> str:
    """The words of a text message, in one line."""
    if message.contact is not None:
        return words.to_patient(message).body
    return " ".join(render_to_string(f"sms/{message.template}.txt", words.of(message)).split())
