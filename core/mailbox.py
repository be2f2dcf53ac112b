"""A mailbox in a folder, for demonstration and development: one file per message, named by its Message-ID.

A message that is sent a second time after a crash replaces itself, so the folder holds each message once.
"""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core.failpoints import failpoint


class EmailBackend(BaseEmailBackend):
    """Writes to `EMAIL_FILE_PATH`; a file is complete or absent."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.folder = Path(settings.EMAIL_FILE_PATH)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            self._keep(message.message())
        return len(email_messages)

    def _keep(self, mime: Any) -> None:
        name = sha256(str(mime["Message-ID"]).encode()).hexdigest()[:32]
        unfinished = self.folder / f".{name}.{os.getpid()}"
        text = mime.as_bytes(linesep="\r\n")
        with unfinished.open("wb") as out:
            out.write(text[: len(text) // 2])
            failpoint("mailbox.half")
            out.write(text[len(text) // 2 :])
        unfinished.replace(self.folder / f"{name}.eml")
        failpoint("mailbox.kept")
