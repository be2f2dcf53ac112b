"""Indexes that cost more than their table when they are filled row by row: put aside, and built at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from demo.bulk.sql import run

# Exclusion constraints and what searches by parts of a name; the definitions are the database's own.
SLOW = """
select format('alter table %%s drop constraint %%I', conrelid::regclass, conname),
       format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  from pg_constraint
 where contype = 'x' and connamespace = current_schema()::regnamespace and conrelid::regclass::text = any (%(tables)s)
 union all
select format('drop index %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
  from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
 where a.amname = 'gin' and i.indrelid::regclass::text = any (%(tables)s)
"""


@contextmanager
def put_aside(*tables: str) -> Iterator[None]:
    """Without these inside the block. Coming back they look at every row, so what they forbid fails the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(SLOW, {"tables": list(tables)})
        found = cursor.fetchall()
    for drop, _make in found:
        run(drop)
    yield
    run("set local maintenance_work_mem = '512MB'")
    for _drop, make in found:
        run(make)
