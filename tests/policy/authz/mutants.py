"""Whether mistakes put in on purpose are noticed: each in a copy of the tree with a database of its own.

Run as `python -m tests.policy.authz.mutants [--seed N] [--limit N] [--jobs N] [--minutes N] [--kind view ...]`; `make
authz` does. Ends badly when fewer than 98 in a hundred were noticed, not counting those that survivors.toml explains.
"""

import argparse
import json
import os
import queue
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests.policy.authz.mutations import VIEW, Mutant, chosen

ROOT = Path(__file__).parents[3]
LEFT_OUT = shutil.ignore_patterns(
    "var", ".git", "node_modules", ".venv*", "__pycache__", ".mypy_cache", ".hypothesis"
)
GOAL = 0.98
# Several times what any of these tests spends, in CPU seconds: a mutant that spends more never ends, and was noticed.
SPENT = 500
# Ended by somebody, which says nothing either.
ENDED = {-signal.SIGINT, -signal.SIGTERM, -signal.SIGKILL}
# On a loaded machine a run may wait for long, which says nothing: it is unfinished, and tried again another time.
PATIENCE = 1800


class Unfinished(Exception):
    """A run was stopped before it could say anything."""


@dataclass
class Workshop:
    """One copy of the tree and one database, in which one mutant at a time is tried."""

    number: int
    folder: Path
    log: list[str] = field(default_factory=list)

    @property
    def database(self) -> str:
        return f"mutants_{os.getpid()}_{self.number}"

    def prepare(self) -> None:
        """Copy the tree and make the database; the tests must pass before anything is changed."""
        shutil.copytree(ROOT, self.folder, ignore=LEFT_OUT)
        for name in ("node_modules", "vendor"):
            if (ROOT / name).exists() and not (self.folder / name).exists():
                (self.folder / name).symlink_to(ROOT / name)
        (self.folder / "var").mkdir()
        if self.tests(["tests/policy/authz/test_decision.py", "--create-db"]) != 0:
            raise SystemExit(f"The tests fail before anything was changed:\n{self.log[-1]}")

    def tests(self, words: list[str]) -> int:
        """Run tests of the copy; how they ended (5: there are none)."""
        env = os.environ | {"TEST_DATABASE_NAME": self.database, "AUTHZ": "", "PYTHONDONTWRITEBYTECODE": "1"}
        command = [
            "sh",
            "-c",
            f'ulimit -S -t {SPENT} && exec "$@"',
            "sh",
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-p",
            "no:logging",
            "-p",
            "no:cacheprovider",
            "--reuse-db",
            *words,
        ]
        try:
            done = subprocess.run(
                command, cwd=self.folder, env=env, capture_output=True, text=True, timeout=PATIENCE
            )
        except subprocess.TimeoutExpired as problem:
            raise Unfinished(words[0]) from problem
        self.log.append(done.stdout[-3000:] + done.stderr[-1000:])
        if done.returncode in ENDED:
            raise Unfinished(words[0])
        return done.returncode

    def sql(self, text: str) -> str:
        """Say something to this workshop's database; the first value of its answer, if any."""
        parts = urlsplit(os.environ["DATABASE_URL"])
        connection = psycopg2.connect(urlunsplit(parts._replace(path=f"/{self.database}")))
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(text)
                return str(cursor.fetchone()[0]) if cursor.description else ""
        finally:
            connection.close()

    def view(self) -> str:
        """The view of access as the database understands it."""
        return self.sql(f"select pg_get_viewdef('{VIEW}'::regclass, true)")

    def noticed(self, mutant: Mutant, original: str) -> bool:
        """Put the mistake in, run the tests that should notice, take it out again."""
        path = self.folder / mutant.path if mutant.path else None
        before = path.read_text("utf-8") if path else ""
        try:
            if path:
                path.write_text(mutant.text, "utf-8")
            elif not self._put(mutant.text):
                return True
            there = [name for name in mutant.noticed_by if (self.folder / name).exists()]
            return any(self.tests([name]) not in (0, 5) for name in there)
        finally:
            if path:
                path.write_text(before, "utf-8")
            else:
                self._put(original)

    def _put(self, text: str) -> bool:
        try:
            self.sql(f"create or replace view {VIEW} as {text}")
        except psycopg2.Error:
            return False  # the database itself refuses the mistake
        return True

    def close(self) -> None:
        parts = urlsplit(os.environ["DATABASE_URL"])
        connection = psycopg2.connect(urlunsplit(parts))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'drop database if exists "{self.database}" with (force)')
        connection.close()


def explained() -> dict[str, str]:
    """Survivors that change nothing, by name, each with its reason."""
    path = Path(__file__).with_name("survivors.toml")
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def tried() -> dict[str, bool]:
    """What came of mutants that were tried before for the same state of the source."""
    path = _written()
    lines = path.read_text("utf-8").splitlines() if path and path.is_file() else []
    return {line["mutant"]: line["noticed"] for line in map(json.loads, lines)}


def write_down(name: str, noticed: bool) -> None:
    """One line for a mutant, so that a run that was stopped goes on where it was."""
    if path := _written():
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps({'mutant': name, 'noticed': noticed})}\n")


def _written() -> Path | None:
    results = os.environ.get("AUTHZ_RESULTS")
    return Path(results).with_suffix(".mutants.jsonl") if results else None


def work(
    workshop: Workshop, todo: "queue.Queue[Mutant]", original: str, until: float, found: dict[str, bool]
) -> None:
    """Try mutants until there are none, or no time."""
    while time.monotonic() < until:
        try:
            mutant = todo.get_nowait()
        except queue.Empty:
            return
        began = time.monotonic()
        try:
            found[mutant.name] = workshop.noticed(mutant, original)
        except Unfinished as problem:
            print(f"unfinished {time.monotonic() - began:4.0f} s  {mutant.name}: {problem}", flush=True)
            continue
        write_down(mutant.name, found[mutant.name])
        word = "noticed " if found[mutant.name] else "SURVIVED"
        print(f"{word} {time.monotonic() - began:4.0f} s  {mutant.name}", flush=True)


def verdict(found: dict[str, bool], planned: int) -> int:
    """Say how many were noticed and name the others."""
    excuses = explained()
    survivors = [name for name, noticed in found.items() if not noticed]
    counted = [name for name in found if name not in excuses]
    caught = sum(found[name] for name in counted)
    for name in survivors:
        print(f"survived: {name}: {excuses.get(name, 'unexplained')}")
    share = caught / len(counted) if counted else 1.0
    print(
        f"{caught} of {len(counted)} noticed ({share:.1%}), {len(found) - len(counted)} explained, {planned - len(found)} not tried or not finished."
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{used.ru_utime + used.ru_stime:.0f} CPU seconds in the tests' processes.")
    return int(share < GOAL)


def main() -> int:
    """Prepare the workshops, share the mutants out, say what came of them."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--limit", type=int, default=150)
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--minutes", type=float, default=30)
    words.add_argument("--kind", action="append", default=[])
    said = words.parse_args()
    until = time.monotonic() + said.minutes * 60
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        shops = [Workshop(number, Path(folder, str(number))) for number in range(said.jobs)]
        try:
            for shop in shops:
                shop.prepare()
            original = shops[0].view()
            picked = chosen(shops[0].folder, original, seed=said.seed, limit=said.limit, kinds=set(said.kind))
            todo: queue.Queue[Mutant] = queue.Queue()
            before = tried()
            found = {mutant.name: before[mutant.name] for mutant in picked if mutant.name in before}
            for mutant in picked:
                if mutant.name not in found:
                    todo.put(mutant)
            threads = [
                threading.Thread(target=work, args=(shop, todo, original, until, found)) for shop in shops
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            for shop in shops:
                shop.close()
    return verdict(found, len(picked))


if __name__ == "__main__":
    sys.exit(main())
