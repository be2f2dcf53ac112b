"""The real processes of the application on the test database: started, killed, started again."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery import Celery
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
# Not the broker's usual database, so that nobody else's worker takes these ticks.
BROKER_DATABASE = "9"


class Stack:
    """Starts parts of the application in a folder of their own and ends every one of them."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder, self.running = folder, []
        here = (
            urlsplit(os.environ["DATABASE_URL"])
            ._replace(path="/" + connection.settings_dict["NAME"])
            .geturl()
        )
        self.broker = urlsplit(settings.BROKER_URL)._replace(path="/" + BROKER_DATABASE).geturl()
        self.env = dict(os.environ) | {
            "DATABASE_URL": here,
            "MIGRATE_DATABASE_URL": here,
            "BROKER_URL": self.broker,
            "VAR_DIR": str(folder),
            "DEMONSTRATION": "1",
            "EMAIL_URL": "",
            "OUTBOX_LEASE_SECONDS": "2",
        }
        self.env |= more
        (folder / "beat").mkdir(exist_ok=True)

    def start(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """Start `python -m ...` in a session of its own."""
        with (self.folder / "log").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, *words],
                cwd=ROOT,
                env=self.env | more,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def worker(self, **more: str) -> subprocess.Popen[bytes]:
        return self.start("-m", "celery", "-A", "casemgmt", "worker", "-c", "2", "-l", "WARNING", **more)

    def beat(self, name: str) -> subprocess.Popen[bytes]:
        where = str(self.folder / "beat" / name)
        return self.start(
            "-m", "celery", "-A", "casemgmt", "beat", "-s", where, "--pidfile=", "-l", "WARNING"
        )

    def relay(self, **more: str) -> subprocess.Popen[bytes]:
        return self.start("manage.py", "run_relay", **more)

    def tick(self) -> None:
        """What beat sends every ten seconds."""
        with Celery(broker=self.broker) as app:
            app.send_task("worklist.tasks.deliver")

    def letters(self) -> list[Path]:
        """The messages in the file mailbox."""
        return sorted((self.folder / "mail").glob("*.eml"))

    def words(self) -> str:
        """What the processes said, for a failing test."""
        return (self.folder / "log").read_text()[-3000:]


@contextlib.contextmanager
def stack(folder: Path, **more: str) -> Iterator[Stack]:
    """A stack whose processes are all gone afterwards, and whose broker database is empty before and after."""
    made = Stack(folder, **more)
    try:
        purge(made)
        yield made
    finally:
        for process in made.running:
            kill(process)
        purge(made)


def purge(made: Stack) -> None:
    """Empty the broker database of these tests."""
    with Celery(broker=made.broker) as app, app.connection_for_write() as line:
        line.default_channel.client.flushdb()


def kill(process: subprocess.Popen[Any]) -> None:
    """SIGKILL to the process and its children: no handler runs, no lease is given back."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def until(true: Callable[[], Any], seconds: float, made: Stack) -> Any:
    """Wait for a condition, looking often; the test fails with the processes' last words."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"did not happen within {seconds} s\n{made.words()}")
