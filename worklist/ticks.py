"""When each clock of the house last ticked: what is silent too long is shown and alarmed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from core import clock
from worklist.models import Tick

# A clock that ticks every ten seconds and is silent so long has stopped.
SILENT = timedelta(seconds=60)
TICK = """
insert into worklist_tick (id, version, name, at) values (gen_random_uuid(), 1, %(name)s, core_now())
    on conflict (name) do update set at = excluded.at
 where worklist_tick.at < excluded.at - interval '1 second'
"""


def tick(name: str) -> None:
    """Say that a part is alive; at most one write a second, however many of it run."""
    with connection.cursor() as cursor:
        cursor.execute(TICK, {"name": name})


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether nobody else is at this at the moment: of many relays one does what is to be done once."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(hashtextextended(%s, 0))", [f"turn:{name}"])
        mine: bool = cursor.fetchone()[0]
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(hashtextextended(%s, 0))", [f"turn:{name}"])


def silent(name: str) -> bool:
    """Whether a clock has not ticked for too long, or never did."""
    return not Tick.objects.filter(name=name, at__gte=clock.now() - SILENT).exists()
