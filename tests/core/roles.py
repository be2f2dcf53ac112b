"""A second database role, as the application has in production; rolled back with the test."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

ROLE = "casemgmt_test_app"


def make_role(name: str = ROLE) -> str:
    """A role without any right of its own."""
    run(f"create role {name} nologin nosuperuser")
    return name


def grant(name: str = ROLE) -> None:
    call_command("grant_app_role", name, verbosity=0)


@contextmanager
def acting_as(name: str = ROLE) -> Iterator[None]:
    """Everything inside is done with that role's rights."""
    run(f"set local role {name}")
    try:
        yield
    finally:
        run("reset role")


def run(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall() if cursor.description else []
