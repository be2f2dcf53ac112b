"""What must be true before real patients are served; each broken rule is a sentence and keeps the process from starting.

None of it applies with DEBUG or DEMONSTRATION on. The rules about the database need its connection, so they run at
the start of a process (`core.startup`) and with `manage.py check --deploy --database default`.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from audit import keyring

Rule = Callable[[], Iterator[CheckMessage]]

# 128 bits: what a key must hold so that nobody guesses a session's signature.
BITS = 128
# Words of keys that stand in examples and in this project's own development settings.
KNOWN = (
    "development-only",
    "django-insecure",
    "changeme",
    "change-me",
    "secret",
    "example",
    "password",
    "not-so-secret",
)
NOWHERE = ("console", "filebased", "locmem", "dummy")
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")


def in_production(*tags: str) -> Callable[[Rule], Callable[..., list[CheckMessage]]]:
    """Register a rule that counts only where real patients are served."""

    def make(rule: Rule) -> Callable[..., list[CheckMessage]]:
        def run(app_configs: Any = None, databases: Any = None, **_: Any) -> list[CheckMessage]:
            if settings.DEBUG or settings.DEMONSTRATION:
                return []
            if Tags.database in tags and not databases:
                return []
            return list(rule())

        run.__name__ = rule.__name__
        register(run, *tags, deploy=True)
        return run

    return make


def bits(key: str) -> float:
    """How much a key can hide at most, from how often each sign stands in it."""
    counts = Counter(key).values()
    return sum(-n * math.log2(n / len(key)) for n in counts) if key else 0.0


@in_production(Tags.security)
def secret_is_strong() -> Iterator[CheckMessage]:
    for name, key in [
        ("SECRET_KEY", settings.SECRET_KEY),
        *(("SECRET_KEY_OLD", old) for old in settings.SECRET_KEY_FALLBACKS),
    ]:
        if len(key) < 50 or bits(key) < BITS or any(word in key.lower() for word in KNOWN):
            yield Error(
                f"{name} is missing, short, or a known example: make one with `openssl rand -hex 32`.",
                id="casemgmt.E001",
            )


@in_production(Tags.security)
def nothing_of_the_demonstration() -> Iterator[CheckMessage]:
    if settings.EMBEDDED_PARTS:
        yield Error(
            "EMBEDDED_PARTS is on: the embedded database and broker are for the demonstration. Set DATABASE_URL and BROKER_URL.",
            id="casemgmt.E002",
        )
    if settings.CLOCK_MAY_MOVE:
        yield Error(
            "CLOCK_MAY_MOVE is on: only tests and the simulator move the clock. Remove it.",
            id="casemgmt.E003",
        )


@in_production(Tags.security)
def second_factor_is_asked() -> Iterator[CheckMessage]:
    if not settings.REQUIRE_SECOND_FACTOR and not settings.NO_SECOND_FACTOR_BECAUSE.strip():
        yield Error(
            "REQUIRE_SECOND_FACTOR is off: turn it on, or say why in NO_SECOND_FACTOR_BECAUSE.",
            id="casemgmt.E004",
        )


@in_production(Tags.security)
def hosts_are_named() -> Iterator[CheckMessage]:
    if not settings.ALLOWED_HOSTS or any(host.strip(".") in ("", "*") for host in settings.ALLOWED_HOSTS):
        yield Error(
            "ALLOWED_HOSTS must name the addresses people type, and nothing wider.", id="casemgmt.E005"
        )


@in_production(Tags.security)
def trail_can_be_sealed() -> Iterator[CheckMessage]:
    try:
        keyring.read(settings.AUDIT_KEY_FILE)
    except keyring.KeysMissing as error:
        yield Error(
            f"AUDIT_KEY_FILE: {error} Make one with `manage.py new_key FILE`, outside the database.",
            id="casemgmt.E018",
        )


@in_production(Tags.security)
def mail_leaves_the_house() -> Iterator[CheckMessage]:
    nowhere = any(f".{name}." in str(settings.EMAIL_BACKEND) for name in NOWHERE)
    if nowhere or settings.EMAIL_HOST in ("", "localhost"):
        yield Error(
            "EMAIL_URL names no mail server: reminders would reach nobody. Set smtp+ssl://user:password@host:465.",
            id="casemgmt.E006",
        )


def _asked(sql: str, values: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@in_production(Tags.database)
def database_is_safe() -> Iterator[CheckMessage]:
    try:
        yield from _durability()
        yield from _clock()
        yield from _role()
        yield from _superusers()
    except DatabaseError as error:
        yield Error(
            f"The database cannot be judged ({type(error).__name__}): is it up, and migrated?",
            id="casemgmt.E010",
        )


def _durability() -> Iterator[CheckMessage]:
    off = _asked(
        "select name from pg_settings where name = any (%s) and setting = 'off' order by name",
        [list(DURABLE)],
    )
    for (name,) in off:
        yield Error(
            f"The database has {name} off: a power cut would lose what was saved. Turn it on.",
            id="casemgmt.E011",
        )


def _clock() -> Iterator[CheckMessage]:
    found = _asked(
        "select prosrc like '%%casemgmt.now%%', pg_has_role(current_user, proowner, 'member') from pg_proc"
        " where oid = to_regproc('core_now')",
        [],
    )
    if not found or found[0][0]:
        yield Error(
            "core_now() can be moved or is missing: restore the database's own clock.", id="casemgmt.E012"
        )
    if found and found[0][1]:
        yield Error(
            "The application's database role owns core_now() and could move the clock: connect as another role"
            " and run grant_app_role as the owner.",
            id="casemgmt.E013",
        )


def _role() -> Iterator[CheckMessage]:
    ((mighty, may_create),) = _asked(
        "select rolsuper or rolcreaterole, has_schema_privilege(current_user, current_schema(), 'create')"
        " from pg_roles where rolname = current_user"
    )
    if mighty or may_create:
        yield Error(
            "The application's database role may change tables or roles: use a role without these rights.",
            id="casemgmt.E014",
        )
    for (table,) in _asked(
        "select t from unnest(%s::text[]) t where to_regclass(t) is not null"
        " and has_table_privilege(current_user, t, 'update, delete, truncate')",
        [["audit_event", "audit_disclosure"]],
    ):
        yield Error(
            f"The application's database role may change {table}: run grant_app_role as the owner.",
            id="casemgmt.E015",
        )


def _superusers() -> Iterator[CheckMessage]:
    if get_user_model()._default_manager.filter(is_superuser=True, is_active=True).exists():
        yield Error(
            "An active superuser exists and could see every patient: end that account; administrators need none.",
            id="casemgmt.E016",
        )
