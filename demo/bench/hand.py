"""Statements asked again and again: hand-written ones, prepared once on the connection, and those a page was seen to ask."""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from core import prepared

NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Statement:
    """SQL with its values: what it answers, how long it takes, what it touches."""

    sql: str
    values: Any = ()

    def ask(self) -> list[tuple[Any, ...]]:
        """Every row."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.values)
            return list(cursor.fetchall())

    def keys(self) -> list[Any]:
        """The first column."""
        return [row[0] for row in self.ask()]

    def blocks(self) -> int:
        """Blocks of 8 kB it touches, found in memory or not."""
        with connection.cursor() as cursor:
            cursor.execute(f"explain (analyze, buffers, format json) {self.sql}", self.values)
            plan = cursor.fetchone()[0][0]["Plan"]
        return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


def by_hand(sql: str, values: Mapping[str, Any]) -> Statement:
    """A hand-written statement (%(name)s) as one that is planned once and executed through the same driver."""
    order = NAMED.findall(sql)
    question, asked = NAMED.sub("%s", sql), [values[name] for name in order]
    statement = prepared.named(question, len(asked))
    return Statement(statement, asked)


@dataclass
class Asked:
    """Every statement that was asked, with its values."""

    statements: list[Statement] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append(Statement(sql, params))
        return execute(sql, params, many, context)

    def __len__(self) -> int:
        return len(self.statements)


@contextmanager
def watched() -> Iterator[Asked]:
    """The statements that the default database is asked inside the block."""
    asked = Asked()
    with connection.execute_wrapper(asked):
        yield asked


def blocks(statements: Sequence[Statement]) -> int:
    """What several statements touch together."""
    return sum(each.blocks() for each in statements)


def timed(do: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds of a call, by the wall or by another clock."""
    began = clock()
    do()
    return (clock() - began) * 1000
