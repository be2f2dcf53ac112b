"""A private PostgreSQL 18 from a wheel: initdb and postgres are called directly, on loopback, with passwords."""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from dev.account import Place
from dev.keys import key
from dev.places import ROOT, Problem, new_folder
from dev.process import Process

DATABASE = "casemgmt"
SUPERUSER, OWNER, APP = "postgres", "casemgmt_owner", "casemgmt_app"
EXTENSIONS = ("btree_gist", "pg_trgm", "fuzzystrmatch", "unaccent")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "log_timezone": "UTC",
    # A failing statement is logged with its values by default; a log is no place for them.
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_statement": "none",
}
# Only for databases that are thrown away: a crash of the machine may lose them.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB"}
ROLES = ROOT / "deploy" / "roles.sql"


@dataclass
class Postgres:
    """One private cluster. `throw_away` trades durability for speed and makes the owner a superuser (tests)."""

    place: Place
    log: Path
    throw_away: bool = False
    port: int = 0

    @property
    def data(self) -> Path:
        """The cluster's folder."""
        return self.place.home / "postgres"

    def create(self) -> None:
        """Make the cluster, in a folder that gets its name only when it is whole."""
        if self.data.is_dir():
            return
        new = self.place.home / "postgres.new"
        shutil.rmtree(new, ignore_errors=True)
        self.place.account.own(new_folder(new))
        passwords = self.place.home / "initdb.password"
        passwords.touch(0o600)
        self.place.account.own(passwords)
        passwords.write_text(key(SUPERUSER))
        try:
            self.initdb(new, passwords)
        finally:
            passwords.unlink()
        new.rename(self.data)

    def initdb(self, folder: Path, passwords: Path) -> None:
        """Call initdb: checksums, UTF-8, scram passwords for everybody."""
        words = [
            "--auth=scram-sha-256",
            f"--username={SUPERUSER}",
            f"--pwfile={passwords}",
            "--encoding=UTF8",
        ]
        words += ["--locale=C.UTF-8", "--data-checksums", *(["--no-sync"] if self.throw_away else [])]
        program = self.place.postgres / "initdb"
        done = subprocess.run(
            [program, "-D", folder, *words],
            env=plain_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            **self.place.account.options(),
        )
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise Problem(f"PostgreSQL could not make its data folder {self.data}: {reason(done.stderr)}")

    def start(self) -> Process:
        """Start the server on a free port and wait until it answers."""
        self.create()
        self.port = self.port or free_port()
        settings = SETTINGS | (THROW_AWAY if self.throw_away else {}) | {"port": str(self.port)}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        process = Process(
            "PostgreSQL",
            [self.place.postgres / "postgres", "-D", self.data, *words],
            self.log,
            env=plain_environment(),
            account=self.place.account,
            stop_signal=signal.SIGINT,  # its "fast" end: open sessions are closed, nothing is lost
        ).start()
        self.wait(process)
        return process

    def wait(self, process: Process, seconds: float = 60) -> None:
        """Until it takes connections; a crash before that is a Problem with its last words."""
        until = time.monotonic() + seconds
        while self.psql("SELECT 1", "postgres").returncode:
            if process.code() is not None or time.monotonic() > until:
                process.finish()
                raise Problem(f"PostgreSQL did not start: {process.last_words()} (see {self.log})")
            time.sleep(0.1)

    def prepare(self) -> None:
        """Make both roles and the database, with its extensions, unless they are there."""
        words = f"\\set owner_password {key(OWNER)}\n\\set app_password {key(APP)}\n"
        self.must(words + ROLES.read_text(), "postgres")
        if self.throw_away:
            # Tests make databases of their own, from template1.
            self.must(f"ALTER ROLE {OWNER} SUPERUSER;", "postgres")
            self.must(" ".join(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in EXTENSIONS), "template1")

    def recreate(self) -> None:
        """An empty database in place of whatever there was."""
        self.must(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE);", "postgres")
        self.prepare()

    def must(self, sql: str, database: str) -> None:
        """Run SQL as the cluster's superuser, or raise Problem."""
        done = self.psql(sql, database)
        if done.returncode:
            raise Problem(f"PostgreSQL refused to set up the database: {reason(done.stderr)}")

    def psql(self, sql: str, database: str) -> subprocess.CompletedProcess:
        """Run SQL as the cluster's superuser; the text goes through standard input, never the command line."""
        words = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(
            [self.place.postgres / "psql", *words, "-U", SUPERUSER, "-d", database],
            input=sql,
            env=plain_environment() | {"PGPASSWORD": key(SUPERUSER), "PGCONNECT_TIMEOUT": "5"},
            capture_output=True,
            text=True,
        )

    def url(self, role: str) -> str:
        """The database's address for one of the two roles."""
        return f"postgres://{role}:{key(role)}@127.0.0.1:{self.port}/{DATABASE}"


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def plain_environment() -> dict[str, str]:
    """For the servers: nothing of ours, above all no secrets and no PG* variables."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def reason(text: str) -> str:
    """The line of a program's output that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = [line for line in lines if "rror" in line or "FATAL" in line]
    return (wrong or lines or ["no reason given"])[0]
