"""The pages that are measured, what they ask the database, and what that costs."""

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.management import CommandError
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.permissions import Role
from demo.bench.anchors import LISTS

# Both lists read one row more than they show, to know whether there is another page.
LIST = "LIMIT 51"
KEYS = 'SELECT "patients_case"."id" AS "pk"'


@dataclass(frozen=True)
class Target:
    """A page as one person opens it; `name` and `role` find its anchor."""

    id: str
    name: str
    role: Role
    url: str

    @property
    def username(self) -> str:
        return f"{self.role.value}.1.1"

    @property
    def what(self) -> str:
        return f"{self.name}, {self.role.label.lower()}"


TARGETS = (
    Target("C1", "caseload", Role.CASE_MANAGER, "/cases/"),
    Target("C2", "caseload", Role.NURSE, "/cases/?show=covering"),
    Target("C3", "caseload", Role.SUPERVISOR, "/cases/"),
    Target("D1", "my day", Role.CASE_MANAGER, "/my-day/"),
    Target("D2", "my day", Role.NURSE, "/my-day/"),
    Target("D3", "my day", Role.SUPERVISOR, "/my-day/"),
)


@dataclass
class Asked:
    """Every statement of one page, with its parameters."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.statements.append((sql, params))
        return execute(sql, params, many, context)

    def listing(self) -> list[tuple[str, Any]]:
        """What reads the list: one statement, or one for the keys of a page and the next one for its rows."""
        found = [at for at, (sql, _params) in enumerate(self.statements) if sql.rstrip().endswith(LIST)]
        if len(found) != 1:
            raise CommandError(f"The page has {len(found)} statements that end with {LIST}, not one.")
        only_keys = self.statements[found[0]][0].startswith(KEYS)
        return self.statements[found[0] : found[0] + 1 + only_keys]


class Visit:
    """One person at one page of the database that is the default now."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.user = User.objects.get(username=target.username)
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.client.force_login(self.user)
        self.hand = (LISTS[target.name, target.role], {"user": self.user.pk, "role": target.role.value})
        with watched() as asked:
            self.open()
        # A second look: the first one also reads what a process keeps.
        with watched() as asked:
            self.open()
        self.statements = len(asked.statements)
        self.ours = asked.listing()
        self._same_rows()

    def open(self) -> float:
        """Open the page; milliseconds from request to the whole answer."""
        began = time.perf_counter()
        answer = self.client.get(self.target.url)
        took = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            raise CommandError(f"{self.target.what}: the page answered {answer.status_code}.")
        return took

    def buffers(self) -> tuple[int, int]:
        """Blocks of 8 kB that our list and the hand-written one touch."""
        return sum(buffers(*one) for one in self.ours), buffers(*self.hand)

    def timed(self) -> tuple[float, float]:
        """Milliseconds of our list and of the hand-written one."""
        return sum(timed(*one) for one in self.ours), timed(*self.hand)

    def _same_rows(self) -> None:
        ours, hand = keys(*self.ours[0]), keys(*self.hand)
        if ours != hand or not ours:
            raise CommandError(
                f"{self.target.what}: the page lists {len(ours)} rows, its anchor {len(hand)} others."
            )


@contextmanager
def watched() -> Any:
    """The statements that the default database is asked inside the block."""
    asked = Asked()
    with connection.execute_wrapper(asked):
        yield asked


def keys(sql: str, params: Any) -> list[Any]:
    """The first column of a statement's rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def timed(sql: str, params: Any) -> float:
    """Milliseconds of a statement with all its rows."""
    began = time.perf_counter()
    keys(sql, params)
    return (time.perf_counter() - began) * 1000


def buffers(sql: str, params: Any) -> int:
    """Blocks a statement touches, found in memory or not."""
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, buffers, format json) {sql}", params)
        plan = cursor.fetchone()[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])
