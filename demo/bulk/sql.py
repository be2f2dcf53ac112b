"""Rows of a table by one statement, and the two functions their columns are made of.

`pg_temp.key(kind, n)` is the key of the n-th row of a kind; `pg_temp.draw(n, salt, size)` is 0 to size - 1 by chance,
always the same for the same arguments and seed. Both last as long as the connection.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from django.db import connection, models
from django.db.models.fields import NOT_PROVIDED

# What rows made here carry as their source, by which a database filled by us is known again.
SOURCE = "populate"
FIRST_MS = 1_500_000_000_000
FUNCTIONS = """
create or replace function pg_temp.key(kind int, n bigint) returns uuid language sql immutable as $$
  select (lpad(to_hex({first} + n), 12, '0') || '7' || lpad(to_hex(kind), 3, '0') || '8'
          || substr(md5({seed}::text || '.' || kind::text || '.' || n::text), 1, 15))::uuid $$;
create or replace function pg_temp.draw(n bigint, salt int, size int) returns int language sql immutable as $$
  select mod(hashint8extended(n, {seed} * 1000003::bigint + salt) & 9223372036854775807, size)::int $$;
"""


class Kind(IntEnum):
    """The kinds of rows that have keys of their own."""

    FACILITY = 1
    UNIT = 2
    BED = 3
    TEAM = 4
    USER = 5
    FACILITY_ROLE = 6
    MEMBER = 7
    COVER = 8
    PAYER = 9
    PLAN = 10
    PATIENT = 11
    IDENTIFIER = 12
    CONTACT_POINT = 13
    PROFILE = 14
    COVERAGE = 15
    CASE = 16
    STAGE = 17
    ENCOUNTER = 18
    MOVEMENT = 19
    ASSIGNMENT = 20
    DISCHARGE = 21
    CARE_PLAN = 22
    GOAL = 23
    FOLLOW_UP = 24
    ITEM = 25
    REMINDER = 26
    NOTICE = 27
    CONTACT = 28
    RESPONSIBILITY = 29
    ABSENCE = 30
    TRANSFER = 31
    HELPER = 32
    ITEM_TRANSFER = 33
    GRANT = 34
    CONSULT = 35
    BLOCK = 36
    EMERGENCY = 37
    NOTE = 38
    PLAN_VERSION = 39
    CONSENT = 39
    DESTINATION = 40
    DATE_CHANGE = 41
    GATE = 42
    STEP = 43
    MILESTONE = 44
    DELAY = 45
    FORECAST = 46
    PROVIDER = 47
    SERVICE = 48
    CAPABILITY = 49
    CHOICE = 50
    REFERRAL = 51
    LEGAL_NOTICE = 52
    AFTERWARDS = 53


@dataclass(frozen=True)
class Rows:
    """Rows of one table: `source` is what stands after "from", `columns` an SQL expression for each."""

    model: Any
    source: str
    columns: Mapping[str, str] = field(default_factory=dict)

    def sql(self) -> str:
        """One statement; columns that are not named get what the model defaults to."""
        table, known = self.model._meta, {field.attname for field in self.model._meta.concrete_fields}
        if unknown := set(self.columns) - known:
            raise LookupError(f"{table.label} has no columns {sorted(unknown)}.")
        values = {field.column: self._value(field) for field in table.concrete_fields}
        said = {name: value for name, value in values.items() if value}
        names = ", ".join(connection.ops.quote_name(name) for name in said)
        into = connection.ops.quote_name(table.db_table)
        return f"insert into {into} ({names})\nselect {', '.join(said.values())}\n  from {self.source}"

    def _value(self, column: "models.Field[Any, Any]") -> str:
        if column.attname in self.columns:
            return self.columns[column.attname]
        # The database fills these itself.
        if column.db_default is not NOT_PROVIDED or isinstance(column, models.AutoField):
            return ""
        return literal(column.get_db_prep_save(column.get_default(), connection))


def run(statement: "Rows | str") -> int:
    """Execute one statement; how many rows it made."""
    with connection.cursor() as cursor:
        cursor.execute(statement.sql() if isinstance(statement, Rows) else statement)
        return int(cursor.rowcount)


def begin(seed: int) -> None:
    """Make the two functions for this connection."""
    run(FUNCTIONS.format(first=FIRST_MS, seed=int(seed)))


def literal(value: Any) -> str:
    """A Python value as SQL."""
    with connection.cursor() as cursor:
        return str(cursor.mogrify("%s", [value]).decode())


def key(kind: Kind, n: str) -> str:
    """The key of a row by its number."""
    return f"pg_temp.key({int(kind)}, {n})"


def draw(n: str, salt: int, size: int | str) -> str:
    """A number from 0 to size - 1."""
    return f"pg_temp.draw({n}, {salt}, {size})"


def pick(n: str, salt: int, options: Sequence[str]) -> str:
    """One of some texts; name one twice to make it twice as likely."""
    return f"(array[{', '.join(map(literal, options))}])[1 + {draw(n, salt, len(options))}]"


def minutes(number: str) -> str:
    """A length of time."""
    return f"make_interval(mins => ({number})::int)"
