"""Django's SMTP with one more place at which tests may break it: the text is out, the server's word is not yet back."""

import smtplib
from typing import Any

from django.core.mail.backends import smtp

from core.failpoints import failpoint

END = b"\r\n.\r\n"


class _Said:
    """The end of a message's text is what leaves a mail in doubt: from here on the other side may have taken it."""

    def send(self, s: Any) -> None:
        super().send(s)  # type: ignore[misc]
        if isinstance(s, bytes) and s.endswith(END):
            failpoint("mail.said")


class Line(_Said, smtplib.SMTP):
    """A line to a mail server."""


class SafeLine(_Said, smtplib.SMTP_SSL):
    """The same under TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Sends by `Line`."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return SafeLine if self.use_ssl else Line
