"""Debian's own PostgreSQL and redis-server as private processes, started as docker-compose.yml starts them."""

import os
import secrets
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from dev.account import server_account
from dev.process import Process, end
from tests.ops import compose, running

PLAIN = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}


def programs() -> Path | None:
    """The folder of the newest PostgreSQL of the machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return found[-1] if found else None


@dataclass
class Debian:
    """Both servers in a folder that every account can enter."""

    folder: Path
    env: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)

    def start(self) -> None:
        """Start both and prepare the database as the postgres image would; `env` is then what .env says."""
        names = [name for name in compose.example() if "PASSWORD" in name or name == "SECRET_KEY"]
        self.env = {name: secrets.token_hex(32) for name in names}
        self.env["DATABASE_HOST"] = f"127.0.0.1:{self.postgres()}"
        self.env["BROKER_HOST"] = f"127.0.0.1:{self.redis()}"

    def postgres(self) -> int:
        """initdb with the compose file's options, its command line, then the script of the image's first start."""
        bin_, account, port = programs(), server_account(), running.free_port()
        data, log = self.folder / "data", self.folder / "postgres.log"
        service = compose.filled(compose.example() | self.env)["services"]["postgres"]
        data.mkdir(mode=0o700)
        password = self.folder / "password"
        password.write_text(self.env["POSTGRES_PASSWORD"])
        for path in (data, password):
            account.own(path)
        options = shlex.split(service["environment"]["POSTGRES_INITDB_ARGS"])
        words = [bin_ / "initdb", "-D", data, "-U", "postgres", f"--pwfile={password}", "--no-sync", *options]
        subprocess.run(words, env=PLAIN, cwd="/", check=True, capture_output=True, **account.options())
        words = [bin_ / "postgres", *shlex.split(service["command"])[1:], "-D", data, "-c", f"port={port}"]
        words += ["-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1"]
        server = Process("PostgreSQL", words, log, env=PLAIN, account=account, stop_signal=2)
        self.processes.append(server.start())
        script = (
            PLAIN
            | service["environment"]
            | {
                "PGHOST": "127.0.0.1",
                "PGPORT": str(port),
                "PGPASSWORD": self.env["POSTGRES_PASSWORD"],
                "ROLES_SQL": str(compose.ROOT / "deploy" / "roles.sql"),
            }
        )
        running.until(
            lambda: not subprocess.run([bin_ / "pg_isready", "-q"], env=script).returncode, what="PostgreSQL"
        )
        subprocess.run(
            [compose.ROOT / "deploy" / "postgres-init.sh"], env=script, check=True, capture_output=True
        )
        return port

    def redis(self) -> int:
        """The compose file's own command; only the folder and the port are the test's."""
        port = running.free_port()
        service = compose.filled(compose.example() | self.env)["services"]["redis"]
        shell, option, script = service["command"]
        script = script.replace("--dir /data", f"--dir {self.folder} --port {port} --bind 127.0.0.1")
        env = PLAIN | service["environment"]
        server = Process("redis", [shell, option, script], self.folder / "redis.log", env=env)
        self.processes.append(server.start())
        health = service["healthcheck"]["test"][1].replace("redis-cli", f"redis-cli -p {port}")
        running.until(lambda: not subprocess.run(["sh", "-c", health], env=env).returncode, what="redis")
        return port

    def stop(self) -> None:
        """Stop both."""
        end(self.processes)


def missing() -> str:
    """What the machine lacks for this, in words; empty when it lacks nothing."""
    lacks = [name for name in ("redis-server", "redis-cli", "psql") if not shutil.which(name)]
    return ", ".join(lacks if programs() else [*lacks, "PostgreSQL in /usr/lib/postgresql"])
