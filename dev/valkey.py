"""A private Valkey (the Redis protocol) from a wheel, as Celery's broker: loopback only, with a password."""

import socket
import time
from dataclasses import dataclass
from pathlib import Path

from dev.account import Place
from dev.keys import key
from dev.places import Problem, new_folder
from dev.postgres import free_port, plain_environment
from dev.process import Process

SETTINGS = """
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
save ""
appendonly {durable}
appendfsync everysec
maxmemory 256mb
maxmemory-policy noeviction
daemonize no
"""


@dataclass
class Valkey:
    """One private broker. `throw_away` keeps nothing on disk (tests)."""

    place: Place
    log: Path
    throw_away: bool = False
    port: int = 0

    def start(self) -> Process:
        """Start the server on a free port and wait until it answers."""
        self.port = self.port or free_port()
        folder = self.place.home / "valkey"
        if not folder.is_dir():
            self.place.account.own(new_folder(folder))
        words = {"port": self.port, "password": key("broker"), "folder": folder}
        settings = folder / "valkey.conf"
        settings.touch(0o600)
        self.place.account.own(settings)
        settings.write_text(SETTINGS.format(durable="no" if self.throw_away else "yes", **words))
        process = Process(
            "Valkey",
            [self.place.valkey, settings],
            self.log,
            env=plain_environment(),
            account=self.place.account,
        ).start()
        self.wait(process)
        return process

    def wait(self, process: Process, seconds: float = 30) -> None:
        """Until it answers a PING; a crash before that is a Problem with its last words."""
        until = time.monotonic() + seconds
        while not self.answers():
            if process.code() is not None or time.monotonic() > until:
                process.finish()
                raise Problem(f"Valkey did not start: {process.last_words()} (see {self.log})")
            time.sleep(0.1)

    def answers(self) -> bool:
        """Whether it accepts our password and says PONG."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as line:
                line.sendall(f"AUTH {key('broker')}\r\nPING\r\n".encode())
                time.sleep(0.02)
                return b"PONG" in line.recv(200)
        except OSError:
            return False

    def url(self) -> str:
        """The broker's address."""
        return f"redis://:{key('broker')}@127.0.0.1:{self.port}/0"
