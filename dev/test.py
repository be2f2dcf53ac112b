"""`make test`: install, start private servers, run every test and say how many; also bench, authz and chaos."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from dev import blocks, browser, results
from dev.install import install
from dev.places import PYTHON, ROOT, Problem, run, say
from dev.postgres import DATABASE
from dev.results import Results
from dev.scratch import scratch
from dev.vendor import vendor

APART = "not browser and not smoke and not chaos"
# A part that grows too long says where.
SLOWEST = ["--durations=12", "--durations-min=10"]
TWO = ["-n", "2", "--dist", "worksteal"]
PARTS = {
    "unit and policy": [*TWO, "-m", APART, *SLOWEST, "tests"],
    "browser journeys": [*TWO, "-m", "browser", *SLOWEST, "tests"],
    "smoke and faults": ["-m", "(smoke or chaos) and not browser and not whole", *SLOWEST, "tests"],
}


def cpu() -> float:
    """Processor seconds of the programs that ended so far; the database's own are not among them."""
    spent = os.times()
    return spent.children_user + spent.children_system


class Run:
    """One run of some parts in a scratch environment."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env, self.total = env, Results()
        self.lines: list[str] = []
        self.not_run: list[str] = []

    def part(self, name: str, words: list[str]) -> None:
        """Run pytest on one part and keep its numbers and seconds."""
        say(f"\n=== {name} ===")
        report, began, used = Path(self.env["VAR_DIR"]) / "report.xml", time.monotonic(), cpu()
        report.unlink(missing_ok=True)
        done = subprocess.run(
            [PYTHON, "-m", "pytest", f"--junitxml={report}", *words], env=self.env, cwd=ROOT
        )
        found = results.read(report, done.returncode)
        self.total += found
        self.lines.append(
            f"{name:18} {time.monotonic() - began:5.0f} s   {cpu() - used:5.0f} CPU s   {found}"
        )

    def manage(self, *words: str) -> None:
        """Run a management command on the scratch database and keep its seconds."""
        began = time.monotonic()
        env = self.env | {"STATEMENT_TIMEOUT": "0"}
        if subprocess.run([PYTHON, "manage.py", *words], env=env, cwd=ROOT).returncode:
            raise Problem(f"manage.py {words[0]} failed; its reason stands above.")
        self.lines.append(f"{words[0]:18} {time.monotonic() - began:5.0f} s")

    def program(self, name: str, words: list[str]) -> None:
        """Run a program of the tests; one that ends badly counts as one failure."""
        say(f"\n=== {name} ===")
        began, used = time.monotonic(), cpu()
        bad = subprocess.run([PYTHON, *words], env=self.env, cwd=ROOT).returncode != 0
        self.total += Results(passed=int(not bad), failed=int(bad))
        spent = f"{time.monotonic() - began:5.0f} s   {cpu() - used:5.0f} CPU s"
        self.lines.append(f"{name:18} {spent}   {'failed' if bad else 'ok'}")

    def migrate_once(self) -> None:
        """Make the tables once; each test database is then a copy, in a second instead of half a minute."""
        if not os.environ.get("TEST_DATABASE_URL"):
            self.manage("migrate", "--verbosity=0")
            self.env["TEST_TEMPLATE"] = DATABASE

    def everything(self) -> None:
        """All parts; the browser's only where a Chromium starts."""
        self.migrate_once()
        for name, words in PARTS.items():
            if name.startswith("browser") and not self.find_browser():
                continue
            self.part(name, words)

    def find_browser(self) -> bool:
        """Whether journeys can run; notes it when they cannot."""
        if os.environ.get("BROWSER") == "none":
            say("\nBrowser journeys are left out: BROWSER=none.")
            return False
        found = browser.find()
        self.env |= found or {}
        if found is None:
            self.not_run.append(
                "the browser journeys (tests marked browser): no Chromium was found or could be fetched"
            )
        return found is not None

    def close(self) -> int:
        """The summary; the last line is the total."""
        say("\n=== seconds ===")
        for line in self.lines:
            say(line)
        skips = results.forbidden_skips(self.total.skipped)
        for name in skips:
            say(f"Skipped without a line in tests/allowed_skips.txt: {name}")
        for sentence in self.not_run:
            say(f"Did not run: {sentence}. BROWSER=none leaves them out on purpose.")
        say(str(self.total))
        return int(bool(self.total.failed or skips or self.not_run))


def authz(test_run: Run) -> None:
    """Who may do and see what: the whole product, then whether mistakes put in on purpose are noticed."""
    test_run.migrate_once()
    test_run.env["AUTHZ"] = "all"
    test_run.part("authorization", [*TWO, "tests/policy"])
    test_run.program("mutants", ["-m", "tests.policy.authz.mutants", *sys.argv[2:]])


def chaos(test_run: Run) -> None:
    """Every fault of docs/faults.md with ten thousand reminders, and whatever else proves what must hold under one."""
    test_run.migrate_once()
    test_run.env["CHAOS"] = "all"
    test_run.part("faults", ["-m", "chaos or fault", "tests"])


def bench(test_run: Run) -> None:
    """`manage.py bench` in the scratch database."""
    for words in (
        ["migrate", "--verbosity=0"],
        ["grant_app_role", "--verbosity=0"],
        ["bench", *sys.argv[2:]],
    ):
        test_run.manage(*words)


WAYS: dict[str, Callable[[Run], None]] = {
    "everything": Run.everything,
    "authz": authz,
    "chaos": chaos,
    "bench": bench,
}


def main() -> int:
    """`python3 -m dev.test [authz|chaos|bench]`."""
    way = sys.argv[1] if len(sys.argv) > 1 else "everything"
    if way not in WAYS:
        raise Problem(f"Unknown part {way}; there are: {', '.join(WAYS)}.")
    if way == "authz":
        # Beside the runs, not in this one: what is held already stays when the run is over.
        # Whoever names a file goes on with it after a change; each of its lines says of which state it is.
        os.environ.setdefault("AUTHZ_RESULTS", str(blocks.results()))
        os.environ["AUTHZ_STATE"] = blocks.state()
    began = time.monotonic()
    install()
    vendor()
    say(f"install            {time.monotonic() - began:5.0f} s")
    with scratch() as env:
        test_run = Run(env)
        WAYS[way](test_run)
        return 0 if way == "bench" else test_run.close()


if __name__ == "__main__":
    run(main)
