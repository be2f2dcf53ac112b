"""Fill a database in one transaction: in dependency order, without history and audit triggers, then check every key."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import ProgrammingError, connection, transaction

from accounts.actors import ensure
from coverage.models import Coverage
from demo.bulk import asking, cases, given, house, leaving, names, people, sql, together, work
from demo.bulk.indexes import put_aside
from demo.bulk.size import Size
from demo.bulk.sql import Rows
from patients.models import CaseStage, Patient
from policy.loading import load_all, load_glossary
from teams.models import Assignment, Responsibility

LARGE = (Patient, Coverage, CaseStage, Assignment, Responsibility)
Say = Callable[[str], object]


class Cannot(Exception):
    """The database will not be filled; the text is a sentence for whoever asked."""


def fill(size: Size, say: Say) -> int:
    """Make every row of a hospital of this size; how many there are. All of it, or nothing."""
    with transaction.atomic(), quiet():
        sql.begin(size.seed)
        names.load(size.seed)
        ensure()
        load_all()
        load_glossary()
        with put_aside(*(model._meta.db_table for model in LARGE)):
            rows = sum(_make(step, say) for step in _steps(size))
            began = time.perf_counter()
        say(f"{'indexes built':42} {time.perf_counter() - began:6.1f} s")
        if faults := loose_ends():
            raise Cannot(f"Nothing was kept: keys that lead nowhere in {', '.join(faults)}.")
    vacuum(say)
    return rows


def _steps(size: Size) -> Iterator[Rows | str]:
    password = make_password(settings.DEMO_PASSWORD or None)
    yield from house.tables(size)
    yield from house.places(size)
    yield from house.staff(size, password)
    yield from house.who_pays()
    yield from people.patients(size)
    yield from people.coverages(size)
    yield from cases.table(size)
    yield from cases.cases()
    yield from cases.stays()
    yield from cases.people_on_them()
    yield from cases.plans()
    yield from asking.rows()
    yield from leaving.rows()
    yield from work.tables()
    yield from work.promises()
    yield from work.items()
    yield from work.reminders()
    yield from work.contacts()
    yield from together.rows()
    yield from given.rows()
    yield work.NEXT_DUE


def _make(step: Rows | str, say: Say) -> int:
    began = time.perf_counter()
    made = sql.run(step)
    if isinstance(step, str):
        return 0
    say(f"{made:>9,} {step.model._meta.db_table:32} {time.perf_counter() - began:6.1f} s")
    return made


@contextmanager
def quiet() -> Iterator[None]:
    """This transaction alone: no triggers (field history, append-only, foreign keys) and no time limit.

    Unique, check and exclusion constraints stay on; foreign keys are checked set by set at the end.
    """
    with connection.cursor() as cursor:
        try:
            cursor.execute("set local session_replication_role = replica")
        except ProgrammingError as error:
            raise Cannot(
                "This role may not switch triggers off in its session. Run populate as the database's superuser."
            ) from error
        for setting in (
            "statement_timeout = 0",
            "synchronous_commit = off",
            "work_mem = '256MB'",
            "jit = off",
        ):
            cursor.execute(f"set local {setting}")
        yield
        cursor.execute("set local session_replication_role = origin")


KEYS = """
select c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, p.attname
  from pg_constraint c
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
  join pg_attribute p on p.attrelid = c.confrelid and p.attnum = c.confkey[1]
 where c.contype = 'f' and c.connamespace = current_schema()::regnamespace order by 1, 2
"""


def loose_ends() -> list[str]:
    """Foreign keys of any table that lead nowhere, as "table.column"."""
    with connection.cursor() as cursor:
        cursor.execute(KEYS)
        return [
            f"{table}.{column}" for table, column, *to in cursor.fetchall() if _is_loose(table, column, *to)
        ]


def _is_loose(table: str, column: str, parent: str, key: str) -> bool:
    quote = connection.ops.quote_name
    missing = f"not exists (select from {parent} p where p.{quote(key)} = c.{quote(column)})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"select exists (select from {table} c where c.{quote(column)} is not null and {missing})"
        )
        return bool(cursor.fetchone()[0])


def vacuum(say: Say) -> None:
    """Give the planner its numbers and the pages their marks, as autovacuum would in its own time."""
    if connection.in_atomic_block:
        statistics()
        return
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("set statement_timeout = 0")
        cursor.execute(f"vacuum (analyze) {', '.join(tables())}")
        cursor.execute("reset statement_timeout")
    say(f"{'tables analyzed':42} {time.perf_counter() - began:6.1f} s")


def statistics() -> None:
    """Give the planner its numbers inside a transaction."""
    sql.run(f"analyze {', '.join(tables())}")


def tables() -> list[str]:
    """Our tables by name: a vacuum or analyze of everything locks what all databases of the server share as well."""
    with connection.cursor() as cursor:
        cursor.execute("select quote_ident(tablename) from pg_tables where schemaname = current_schema()")
        return [name for (name,) in cursor.fetchall()]
