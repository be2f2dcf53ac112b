"""A private, throw-away PostgreSQL and Valkey for one run of tests or checks, so that two runs never meet."""

import contextlib
import os
import secrets
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from dev import account
from dev.embedded import Embedded
from dev.places import new_folder, var
from dev.postgres import OWNER


@contextlib.contextmanager
def scratch(servers: bool = True) -> Iterator[dict[str, str]]:
    """The environment for tests, on servers that are gone with everything they held when the block ends.

    TEST_DATABASE_URL names a PostgreSQL of your own instead (its role must be a superuser: tests make databases).
    """
    runs = new_folder(var() / "test", 0o755)
    clear_dead_runs(runs)
    folder = new_folder(runs / f"run-{os.getpid()}", 0o755)
    os.environ["VAR_DIR"] = str(folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    embedded = Embedded(folder / "embedded", folder / "log", throw_away=True)
    try:
        if servers:
            embedded.start()
        yield dict(os.environ) | environment(folder, embedded)
    finally:
        embedded.stop()
        remove(folder)


def environment(folder: Path, embedded: Embedded) -> dict[str, str]:
    """What settings need in tests; the owner's role, because tests make their own databases."""
    found = {
        "DEBUG": "1",
        "DEMONSTRATION": "1",
        "EMBEDDED_PARTS": "1",
        "SECRET_KEY": secrets.token_hex(40),
        "VAR_DIR": str(folder),
        "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "PYTHONDONTWRITEBYTECODE": "",
    } | embedded.environment()
    if url := os.environ.get("TEST_DATABASE_URL"):
        found["DATABASE_URL"] = found["MIGRATE_DATABASE_URL"] = url
    elif embedded.postgres:
        found["DATABASE_URL"] = embedded.postgres.url(OWNER)
    return found


def clear_dead_runs(runs: Path) -> None:
    """Remove what a run left behind that was killed."""
    for folder in runs.glob("run-*"):
        if not alive(int(folder.name.removeprefix("run-"))):
            remove(folder)


def alive(pid: int) -> bool:
    """Whether a process of this number exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def remove(folder: Path) -> None:
    """Delete a run's folder and what it had to put outside the project."""
    account.remove(folder / "embedded")
    shutil.rmtree(folder, ignore_errors=True)
