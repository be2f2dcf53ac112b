"""Worker and relays as real processes on the data set that stands in the place of the default database."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.core.management import CommandError
from django.db import connection

from demo.bench.ringing.tasks import line_to

# Not the broker's usual database, so that nobody else's worker takes these tasks.
BROKER_DATABASE = "8"
PATIENCE = 120.0


class Crew:
    """Starts processes in a folder of their own, with the settings of production but for mail, which goes to files."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="bench-"))
        self.broker = urlsplit(settings.BROKER_URL)._replace(path=f"/{BROKER_DATABASE}").geturl()
        self.app = line_to(self.broker)
        self.running: list[subprocess.Popen[bytes]] = []
        here = _url(connection.settings_dict)
        self.env = dict(os.environ) | {
            "DATABASE_URL": here,
            "DATABASE_URL_FILE": "",
            "BROKER_URL": self.broker,
            "BROKER_URL_FILE": "",
            "VAR_DIR": str(self.folder),
            "DEBUG": "0",
            "EMAIL_URL": "",
            "EMAIL_URL_FILE": "",
            "STATEMENT_TIMEOUT": "15s",
            "DJANGO_SETTINGS_MODULE": "casemgmt.settings",
        }

    def worker(self, *, awaited: bool = True, **more: str) -> subprocess.Popen[bytes]:
        """A Celery worker with two hands; ready for tasks unless nobody waits for that."""
        words = (
            "-m",
            "celery",
            "-A",
            "casemgmt",
            "worker",
            "-c",
            "2",
            "-l",
            "WARNING",
            "-I",
            "demo.bench.ringing.tasks",
        )
        started = self.start(*words, **more)
        if awaited:
            until(lambda: self.app.control.ping(timeout=0.5), self)
        return started

    def relays(self, number: int) -> None:
        """So many relays without Celery, at rest."""
        for n in range(number):
            folder = self.folder / f"relay-{n}"
            folder.mkdir()
            self.start("manage.py", "run_relay", VAR_DIR=str(folder), BROKER_URL="redis://127.0.0.1:1/0")
        until(lambda: len(list(self.folder.glob("relay-*/relay.alive"))) == number, self)

    def start(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        """Start `python ...` in a session of its own."""
        with (self.folder / "log").open("ab") as out:
            started = subprocess.Popen(  # noqa: S603 - our own programs
                [sys.executable, *words],
                cwd=settings.BASE_DIR,
                env=self.env | more,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self.running.append(started)
        return started

    def ask(self, task: str, *args: Any) -> None:
        """Send a task, as beat does."""
        self.app.send_task(task, args=args)

    def empty_the_broker(self) -> None:
        """Whatever it held is gone."""
        with self.app.connection_for_write() as line:
            line.default_channel.client.flushdb()

    def words(self) -> str:
        """What the processes said last."""
        return (self.folder / "log").read_text()[-2000:]

    def close(self) -> None:
        """Every process ends; nothing of it stays."""
        for process in self.running:
            kill(process)
        self.empty_the_broker()
        self.app.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def crew() -> Iterator[Crew]:
    """A crew whose processes are gone when the block ends."""
    made = Crew()
    # Told to end, this process takes them along.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        made.empty_the_broker()
        yield made
    finally:
        made.close()
        signal.signal(signal.SIGTERM, before)


def kill(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL to a process and its children: nothing is finished, nothing given back."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def until(true: Callable[[], Any], made: Crew, pause: float = 0.02) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise CommandError(f"It did not happen within {PATIENCE:.0f} s.\n{made.words()}")
        time.sleep(pause)


def _url(place: Any) -> str:
    who, secret, host = (quote(str(place[name]), safe="") for name in ("USER", "PASSWORD", "HOST"))
    return f"postgres://{who}:{secret}@{host}:{place['PORT']}/{place['NAME']}"
