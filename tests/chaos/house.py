"""The running application of one test: its processes, started, killed and kept, on a database of their own."""

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2

from audit import keyring
from dev.places import PYTHON, ROOT
from dev.postgres import SUPERUSER, free_port
from tests.chaos.ledger import Ledger
from tests.chaos.seed import CANARY
from tests.chaos.servers import Servers

FAST_CLOCK = """
create or replace function core_now() returns timestamptz language sql stable as
$$ select '{start}'::timestamptz + (now() - '{real}'::timestamptz) * {faster} $$
"""
Popen = subprocess.Popen[bytes]


class Part:
    """One process and how it was started; `kept` means that it is started again when it ends, as a supervisor would."""

    def __init__(self, words: list[str], env: dict[str, str], log: Path, kept: bool) -> None:
        self.words, self.env, self.log, self.kept, self.starts = words, env, log, kept, 0
        self.popen: Popen
        self.start()

    def start(self) -> None:
        self.starts += 1
        with self.log.open("ab") as out:
            self.popen = subprocess.Popen(
                self.words, cwd=ROOT, env=self.env, stdout=out, stderr=out, start_new_session=True
            )

    def kill(self) -> None:
        """SIGKILL to the process and its children: no handler runs, no lease is given back."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(10)

    def stop(self) -> None:
        """Hung: nothing of it runs until `go_on`."""
        os.killpg(self.popen.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.killpg(self.popen.pid, signal.SIGCONT)


class House:
    """The parts of the application on one database, with a mail sink beside them."""

    def __init__(self, servers: Servers, database: str, folder: Path, facts: dict[str, str]) -> None:
        self.servers, self.database, self.folder, self.facts = servers, database, folder, facts
        self.parts: list[Part] = []
        self.mail_port, self.web_port = free_port(), free_port()
        self.mood("ok")
        (folder / "ledger").touch()
        keyring.add(folder / "audit.keys")
        self.env = dict(os.environ) | servers.environment(database) | self.own()
        self.ledger = Ledger(self.sql, folder / "ledger")
        self.sink = self.mail_server()

    def own(self) -> dict[str, str]:
        return {
            "VAR_DIR": str(self.folder),
            "DEBUG": "0",
            "DEMONSTRATION": "1",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail_port}",
            "BIND": f"127.0.0.1:{self.web_port}",
            "OUTBOX_LEASE_SECONDS": "5",
            "AUDIT_KEY_FILE": str(self.folder / "audit.keys"),
            "LOG_LEVEL": "WARNING",
        }

    def start(self, *words: str, kept: bool = True, under: tuple[str, ...] = (), **more: str) -> Part:
        """Start `python ...` in a session of its own."""
        made = Part([*under, str(PYTHON), *words], self.env | more, self.folder / "log", kept)
        self.parts.append(made)
        return made

    def relay(self, **more: Any) -> Part:
        return self.start("manage.py", "run_relay", **more)

    def worker(self, **more: Any) -> Part:
        return self.start("-m", "celery", "-A", "casemgmt", "worker", "-c", "2", "-l", "WARNING", **more)

    def beat(self, name: str = "beat", **more: Any) -> Part:
        words = ("-s", str(self.folder / name), "--pidfile=", "-l", "WARNING")
        return self.start("-m", "celery", "-A", "casemgmt", "beat", *words, **more)

    def web(self) -> Part:
        return self.start("-m", "gunicorn", "casemgmt.wsgi:application")

    def mail_server(self) -> Part:
        return self.start("-m", "tests.chaos.sink", str(self.mail_port), str(self.folder), CANARY)

    def mood(self, words: str) -> None:
        """How the mail server behaves from now on; whole or not at all."""
        new = self.folder / "mood.new"
        new.write_text(words)
        new.replace(self.folder / "mood")

    def sql(self, statement: str, values: Any = None) -> list[Any]:
        """Ask the database on a connection of its own, as its superuser; waits while it is away."""
        end = time.monotonic() + 60
        while True:
            try:
                return self._ask(statement, values)
            except (psycopg2.OperationalError, psycopg2.InterfaceError):
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)

    def _ask(self, statement: str, values: Any) -> list[Any]:
        line = psycopg2.connect(self.servers.url(self.database, SUPERUSER), application_name="ledger")
        try:
            line.autocommit = True
            with line.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            line.close()

    def one(self, statement: str) -> Any:
        return self.sql(statement)[0][0]

    def hurry(self, faster: int, since: str = "") -> None:
        """Let the house's only clock, which is the database's, run so many times faster, from now or another instant."""
        real = self.one("select now()").isoformat()
        self.sql(FAST_CLOCK.format(start=since or real, real=real, faster=faster))

    def tend(self) -> None:
        """Start again what ended by itself."""
        for part in self.parts:
            if part.kept and part.popen.poll() is not None:
                part.start()

    def until(self, true: Callable[[], Any], seconds: float, every: float = 0.05) -> Any:
        """Wait for a condition; the test fails with the processes' last words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.tend()
            if found := true():
                return found
            time.sleep(every)
        raise AssertionError(f"did not happen within {seconds} s: {self.ledger.now()}\n{self.words()}")

    def rest(self, seconds: float) -> None:
        """Until nothing waits and nothing is on its way."""
        self.until(self.ledger.at_rest, seconds, every=0.2)

    def pause(self, seconds: float) -> None:
        """Let the fault last; what ends meanwhile is started again."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.tend()
            time.sleep(0.1)

    def words(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def canary_seen(self) -> list[str]:
        """Files of this test (logs, beat's file) that hold what only the database may hold."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return [path.name for path in files if CANARY.lower().encode() in path.read_bytes().lower()]

    def end(self) -> None:
        for part in self.parts:
            part.kept = False
            with contextlib.suppress(ProcessLookupError):
                part.go_on()
            part.kill()


@contextlib.contextmanager
def house(
    servers: Servers, database: str, folder: Path, facts: dict[str, str], **env: str
) -> Iterator[House]:
    """A house whose processes are all gone afterwards; the broker is empty before."""
    servers.broker.line().flushall()
    made = House(servers, database, folder, facts)
    made.env |= env
    try:
        yield made
    finally:
        made.end()
        servers.mend()
        servers.admin(f"drop database if exists {database} with (force)")


def dice(seed: int, fault: str) -> random.Random:
    """The chances of one fault, the same for the same seed."""
    return random.Random(f"{seed}:{fault}")
