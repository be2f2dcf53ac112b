"""E-mail to staff: counts and times, never a patient; the link needs sign-in. One Message-ID for one message."""

import smtplib
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from core import clock
from core.failpoints import failpoint
from worklist import words
from worklist.models import Outbox
from worklist.outcomes import Later, Never, NoSuchAddress


class Mail:
    """The mail server, or the file mailbox of the demonstration; one connection for many messages."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def send(self, message: Outbox) -> None:
        """Hand over one message; refused for good is never, everything else that fails is later."""
        try:
            self.connection.open()
            failpoint("relay.connected")
            compose(message, self.connection).send()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise _outcome(error) from error

    def close(self) -> None:
        """Hang up; a line that is down already needs no goodbye."""
        try:
            self.connection.close()
        except (smtplib.SMTPException, OSError):
            self.connection = get_connection()


def compose(message: Outbox, connection: Any = None) -> EmailMessage:
    """The message as it leaves: to a colleague by its template, to a patient as their appointment and consent stand."""
    subject, body, address, attachments = _parts(message)
    return EmailMessage(
        subject=subject,
        body=body,
        to=[address],
        connection=connection,
        attachments=attachments,
        headers={
            "Message-ID": message_id(message.idem_key),
            "Date": format_datetime(clock.now()),
            "Auto-Submitted": "auto-generated",
        },
    )


def _parts(message: Outbox) -> tuple[str, str, str, list[Any]]:
    """Subject, text, address and what is attached."""
    if message.contact is not None:
        said = words.to_patient(message)
        attached = [(name, file, kind) for name, kind, file in said.attachments]
        return said.subject, said.body, message.contact.value, attached
    # The subject stands on the first line of the template, the text after it.
    text = render_to_string(f"emails/{message.template}.txt", words.of(message))
    subject, _newline, body = text.strip().partition("\n")
    return subject, body.strip() + "\n", message.recipient.email if message.recipient else "", []


def message_id(idem_key: str) -> str:
    """The same for every attempt at one message, so that a double is seen as one."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    return f"<{sha256(idem_key.encode()).hexdigest()[:32]}@{host}>"


# RFC 5321 4.2.3: no such mailbox, not local, name not allowed; RFC 3463 3.8: X.7 is about security and policy.
ABOUT_THE_ADDRESS, OUR_FAULT = (550, 551, 553), b"5.7."


def _outcome(error: Exception) -> Later | Never:
    """Never only when this recipient or this text was refused; a refused sign-in or sender is ours to mend."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = max(error.recipients.values(), default=(0, b""))
        # 5.7.x is a rule against us (no relaying, sign in first): it refuses everybody and condemns no address.
        if code in ABOUT_THE_ADDRESS and not text.startswith(OUR_FAULT):
            return NoSuchAddress(f"smtp {code}")
    else:
        code = getattr(error, "smtp_code", 0)
    if code >= 500 and isinstance(error, smtplib.SMTPDataError):
        return Never(f"smtp {code}")
    return Later(f"smtp {code}" if code > 0 else "no connection")
