"""A database for each size, kept for the next run; any of them can stand in the place of the default one."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.db.backends.base.base import NO_DB_ALIAS

from core import permission_ids

SEED = 1
# As many beds as keep a caseload the same at every size: 300 open cases to ten thousand patients.
PATIENTS_PER_BED = 50
UNITS = {"k": 1_000, "m": 1_000_000}


def patients_of(name: str) -> int:
    """ "50k" is 50,000 patients."""
    try:
        return int(name[:-1]) * UNITS[name[-1]]
    except (ValueError, KeyError, IndexError):
        raise CommandError(f"Name sizes by their patients, such as 10k, 100k or 1m; not {name!r}.") from None


class Shelf:
    """Databases by size, beside the one that DATABASE_URL names; that one is only copied."""

    def __init__(self, names: list[str], *, fresh: bool = False) -> None:
        self.first: Any = connections["default"]
        self.base: str = self.first.settings_dict["NAME"]
        self.wrappers: dict[str, Any] = {}
        if not settings.DEMONSTRATION:
            raise CommandError(
                "Refused: bench makes databases of its own. Set DEMONSTRATION=1 on a server for that."
            )
        # Keys of permissions are kept by the process, so all data sets must agree on them.
        permission_ids.forget_ids()
        self.version, self.fresh = _version(), fresh
        for name in names:
            self.put(name, patients_of(name))

    @contextmanager
    def open(self, name: str) -> Iterator[None]:
        """Inside the block this size's database is the default one."""
        before: Any = connections["default"]
        connections["default"] = self.wrappers[name]
        try:
            yield
        finally:
            connections["default"] = before

    def close(self) -> None:
        """End the connections; the databases stay."""
        for wrapper in self.wrappers.values():
            wrapper.close()

    def put(self, name: str, patients: int) -> None:
        """Make a data set, unless it is there."""
        if name in self.wrappers:
            return
        database = f"{self.base}_bench_{name}"
        self._copy(database)
        self.wrappers[name] = type(self.first)({**self.first.settings_dict, "NAME": database}, "default")
        with self.open(name):
            if _version() != self.version:
                raise CommandError(f"The data set {name} is of another version. Build it anew with --fresh.")
            call_command(
                "populate", patients=patients, beds=patients // PATIENTS_PER_BED, seed=SEED, verbosity=0
            )

    def _copy(self, database: str) -> None:
        """Make it from the migrated, empty database, unless it is there."""
        self.first.close()
        quote = connection.ops.quote_name
        server = type(self.first)({**self.first.settings_dict, "NAME": "postgres"}, NO_DB_ALIAS)
        with closing(server), server.cursor() as cursor:
            cursor.execute("set statement_timeout = 0")
            if self.fresh:
                cursor.execute(f"drop database if exists {quote(database)}")
            cursor.execute("select from pg_database where datname = %s", [database])
            if cursor.fetchone() is None:
                try:
                    cursor.execute(f"create database {quote(database)} template {quote(self.base)}")
                except OperationalError as error:
                    raise CommandError(
                        f"The database {self.base} is in use. Stop what is connected to it, or name another, migrated one."
                    ) from error


def _version() -> str:
    """The migrations and the permissions of the default database."""
    said = "select md5(string_agg(app || name, ',' order by app, name)) from django_migrations"
    rights = "select md5(string_agg(id || codename, ',' order by id)) from auth_permission"
    with connection.cursor() as cursor:
        cursor.execute(f"select ({said}) || ({rights})")
        return str(cursor.fetchone()[0])
