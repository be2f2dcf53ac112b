"""A PostgreSQL and a Redis of these tests' own, set as in production, so that they may be killed, cut off and emptied."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis

from dev.account import Place, find_place
from dev.environment import as_owner
from dev.keys import key
from dev.places import PYTHON, ROOT, new_folder
from dev.postgres import APP, OWNER, Postgres, free_port, plain_environment
from dev.process import Process
from dev.valkey import SETTINGS, Valkey

EMPTY = "casemgmt"


@dataclass
class Broker(Valkey):
    """redis-server where the machine has one, else Valkey; without a file on disk unless `durable`."""

    process: Process | None = None
    durable: bool = False

    def start(self) -> Process:
        self.port = self.port or free_port()
        folder = self.place.home / "broker"
        if not folder.is_dir():
            self.place.account.own(new_folder(folder))
        words = {"port": self.port, "password": key("broker"), "folder": folder}
        settings = folder / "redis.conf"
        settings.write_text(SETTINGS.format(durable="yes" if self.durable else "no", **words))
        settings.chmod(0o600)
        self.place.account.own(settings)
        program = shutil.which("redis-server") or self.place.valkey
        account = self.place.account
        self.process = Process("Redis", [program, settings], self.log, plain_environment(), account=account)
        self.process.start()
        self.wait(self.process)
        return self.process

    def line(self) -> Redis:
        return Redis.from_url(self.url(), socket_timeout=5)

    def kill(self) -> None:
        """SIGKILL: what was in memory is gone."""
        assert self.process is not None
        self.process.child.kill()
        self.process.child.wait()

    def signal(self, number: int) -> None:
        assert self.process is not None
        self.process.child.send_signal(number)


class Servers:
    """Both servers; every test works on a copy of a database of theirs."""

    def __init__(self, folder: Path) -> None:
        place = find_place(Path(os.environ["VAR_DIR"]) / "embedded")
        home = place.home / f"faults-{os.getpid()}"
        self.place: Place = replace(place, home=place.account.own(new_folder(home, 0o711)))
        self.postgres = Postgres(self.place, folder / "postgres.log")
        self.broker = Broker(self.place, folder / "redis.log", throw_away=True)
        self.process: Process | None = None

    def start(self) -> None:
        self.process = self.postgres.start()
        self.postgres.prepare()
        self.broker.start()

    def stop(self) -> None:
        for process in (self.process, self.broker.process):
            if process is not None and process.running():
                with contextlib.suppress(ProcessLookupError):
                    process.child.send_signal(signal.SIGCONT)
                process.ask_to_stop()
                process.finish()
        shutil.rmtree(self.place.home, ignore_errors=True)

    def mend(self) -> None:
        """Start again whatever a test that failed left ended or hung."""
        if self.process is not None and not self.process.running():
            self.start_postgres()
        if self.broker.process is not None and not self.broker.process.running():
            self.broker.start()
        self.broker.signal(signal.SIGCONT)

    def end_postgres(self, number: int = signal.SIGQUIT) -> None:
        """End it as `pg_ctl -m immediate` does (or by another signal); the next start recovers from its log."""
        assert self.process is not None
        self.process.child.send_signal(number)
        self.process.child.wait()

    def start_postgres(self) -> None:
        """Start it again; after a SIGKILL its children need a moment before they let the memory go."""
        (self.postgres.data / "postmaster.pid").unlink(missing_ok=True)
        self.process = self.postgres.start()

    def restart_postgres(self) -> None:
        self.end_postgres()
        self.start_postgres()

    def cut_all(self) -> None:
        """Terminate every connection but our own."""
        self.admin("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()")

    def admin(self, sql: str, database: str = "postgres") -> str:
        done = self.postgres.psql(sql, database)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def copy(self, name: str, of: str = EMPTY) -> None:
        """A database of this name like another one."""
        self.admin(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{of}'")
        self.admin(f"drop database if exists {name} with (force)")
        self.admin(f"create database {name} template {of} owner {OWNER}")

    def url(self, database: str, role: str = APP) -> str:
        return urlsplit(self.postgres.url(role))._replace(path=f"/{database}").geturl()

    def environment(self, database: str) -> dict[str, str]:
        """What settings need to reach both; the application's own role, as in production."""
        return {
            "DATABASE_URL": self.url(database),
            "MIGRATE_DATABASE_URL": self.url(database, OWNER),
            "BROKER_URL": self.broker.url(),
        }

    def manage(self, *words: str, database: str = EMPTY, **more: str) -> str:
        """Run a program of Python's on one of the databases as its owner; what it printed."""
        env = as_owner(dict(os.environ) | self.environment(database)) | {"LOG_LEVEL": "WARNING"} | more
        done = subprocess.run([PYTHON, *words], cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def migrate(self) -> None:
        """Tables: those of the database that the run has made already (TEST_TEMPLATE), and what is newer than that."""
        if made := os.environ.get("TEST_TEMPLATE"):
            self.take_over(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{made}").geturl())
        self.manage("manage.py", "migrate", "--verbosity=0")

    def take_over(self, url: str) -> None:
        """Fill the empty database with what another one holds; ten times as fast as migrating."""
        words = ["--no-owner", "--no-privileges", "--no-comments", url]
        dump = subprocess.run([self.place.postgres / "pg_dump", *words], capture_output=True, check=True)
        words = ["-X", "-q", "-v", "ON_ERROR_STOP=1", self.url(EMPTY, OWNER)]
        done = subprocess.run([self.place.postgres / "psql", *words], input=dump.stdout, capture_output=True)
        assert done.returncode == 0, done.stderr[-2000:]


@contextlib.contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    """Both servers with tables, gone afterwards."""
    made = Servers(folder)
    try:
        made.start()
        made.migrate()
        yield made
    finally:
        made.stop()
