"""The fault programme's stage: servers of its own, a seeded database copied for every fault, and the table at the end.

`CHAOS=all` (make chaos) takes 10,000 reminders and every fault; otherwise a smaller number and those marked for each
submission. `CHAOS_SEED` repeats a run's chances, `CHAOS_N` sets the number, `CHAOS_TABLE` names a file that keeps the lines.
"""

import json
import os
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dev.places import ROOT
from tests.chaos import ledger
from tests.chaos.house import House, dice, house
from tests.chaos.servers import Servers, servers

WHOLE = os.environ.get("CHAOS") == "all"
NUMBER = int(os.environ.get("CHAOS_N") or (10_000 if WHOLE else 1_000))
SEED = int(os.environ.get("CHAOS_SEED") or secrets.randbelow(10**9))
LINES: list[ledger.Line] = []


def commit() -> str:
    if shutil.which("git") is None:
        return "no commit"
    words = ["git", "describe", "--always", "--dirty", "--abbrev=8", "--exclude=*"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stdout.strip() or "no commit"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The table, under what the run was of."""
    if LINES:
        terminalreporter.section(f"faults at {commit()}, seed {SEED}")
        for line in ledger.table(LINES):
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """PostgreSQL and Redis, one of each for the whole run."""
    with servers(tmp_path_factory.mktemp("servers")) as made:
        yield made


@pytest.fixture(scope="session")
def seeded(parts: Servers) -> Callable[[int], tuple[str, dict[str, str]]]:
    """A database with so many due reminders, made once for each number, and what it knows."""
    known: dict[int, dict[str, str]] = {}

    def make(number: int) -> tuple[str, dict[str, str]]:
        name = f"seeded_{number}"
        if number not in known:
            parts.copy(name)
            said = parts.manage("-m", "tests.chaos.seed", str(number), database=name)
            known[number] = json.loads(said.splitlines()[-1])
        return name, known[number]

    return make


@pytest.fixture
def stage(parts: Servers, seeded: Any, tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """`stage(number, **environment)`: a house on a copy of the seeded database."""

    def make(number: int = NUMBER, **env: str) -> Any:
        template, facts = seeded(number)
        database = "f_" + re.sub(r"\W", "_", request.node.name.lower())[:50]
        parts.copy(database, template)
        return house(parts, database, tmp_path, facts, **env)

    return make


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> Any:
    """The chances of this test, by the run's seed."""
    return dice(SEED, request.node.name)


@pytest.fixture
def proved() -> Callable[..., ledger.Line]:
    """Count, keep the line for the table, and hold the invariants: `proved(house, "F01", began, doubles=...)`."""

    def prove(made: House, fault: str, began: float, *, doubles: int = 0, more: str = "") -> ledger.Line:
        line = made.ledger.line(fault, time.monotonic() - began, more)
        LINES.append(line)
        if where := os.environ.get("CHAOS_TABLE"):
            with Path(where).open("a") as out:
                out.write(f"{commit()} {ledger.table([line])[2]}\n")
        assert made.ledger.broken(line, doubles) == [], f"{line}\n{made.words()}"
        assert made.canary_seen() == []
        return line

    return prove
