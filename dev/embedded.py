"""The embedded parts together: a private PostgreSQL and a private Valkey, and the addresses to reach them."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from dev.account import Place, find_place
from dev.places import new_folder
from dev.postgres import APP, OWNER, Postgres
from dev.process import Process, end
from dev.valkey import Valkey


@dataclass
class Embedded:
    """Both servers of one home. A server whose address the environment already names is not started."""

    home: Path
    logs: Path
    throw_away: bool = False
    place: Place | None = None
    postgres: Postgres | None = None
    valkey: Valkey | None = None
    processes: list[Process] = field(default_factory=list)

    def start(self) -> None:
        """Start what is needed; afterwards `processes` are to be watched and stopped by the caller."""
        new_folder(self.logs)
        own_database = not named("TEST_DATABASE_URL" if self.throw_away else "DATABASE_URL")
        own_broker = not named("TEST_BROKER_URL" if self.throw_away else "BROKER_URL")
        if not (own_database or own_broker):
            return
        self.place = place = find_place(self.home)
        if own_broker:
            self.valkey = Valkey(place, self.logs / "valkey.log", self.throw_away)
            self.processes.append(self.valkey.start())
        if own_database:
            self.postgres = Postgres(place, self.logs / "postgres.log", self.throw_away)
            self.processes.append(self.postgres.start())
            self.postgres.prepare()

    def environment(self) -> dict[str, str]:
        """The variables that settings read; the application's role is the default, the owner's is for migrations."""
        found = {}
        if self.postgres:
            found["DATABASE_URL"] = self.postgres.url(APP)
            found["MIGRATE_DATABASE_URL"] = self.postgres.url(OWNER)
        if self.valkey:
            found["BROKER_URL"] = self.valkey.url()
        return found

    def stop(self) -> None:
        """Stop both."""
        end(self.processes)
        self.processes.clear()


def named(variable: str) -> bool:
    """Whether the environment names this service, directly or by a file."""
    return bool(os.environ.get(variable) or os.environ.get(f"{variable}_FILE"))
