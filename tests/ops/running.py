"""Start a script of dev/ as a person would, in a session of its own, and look for what it leaves behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = (
    "DATABASE_URL",
    "MIGRATE_DATABASE_URL",
    "BROKER_URL",
    "SECRET_KEY",
    "EMBEDDED_PARTS",
    "DEBUG",
    "STATIC_ROOT",
)


def environment(var: Path, **more: str) -> dict[str, str]:
    """A newcomer's: nothing of the test run's own servers, data in a folder of the test."""
    kept = {name: value for name, value in os.environ.items() if name not in SERVICES}
    return kept | {"VAR_DIR": str(var), "PYTHONPATH": str(ROOT)} | more


def start(*words: str, env: dict[str, str], log: Path) -> subprocess.Popen:
    """Start python with these words, its output in `log`."""
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=env,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def run(*words: str, env: dict[str, str], timeout: float = 60) -> subprocess.CompletedProcess:
    """Run python with these words to its end."""
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, timeout=timeout
    )


def until(true, seconds: float = 30, what: str = "it"):
    """Wait for a condition; the test fails when it does not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen within {seconds} s")


def living(var: Path) -> dict[int, str]:
    """Number and command line of the processes that work for this var folder."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                line, env = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
            except OSError:
                continue
            if line and str(var).encode() in line + env:
                found[int(entry.name)] = line.replace(b"\0", b" ").decode(errors="replace")
    return found


def left_over(var: Path) -> list[str]:
    """Their command lines."""
    return list(living(var).values())


def numbers(var: Path, word: str) -> list[int]:
    """The numbers of those whose command line has this word."""
    return [number for number, line in living(var).items() if word in line]


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def interrupt(process: subprocess.Popen, seconds: float = 40) -> int:
    """Press Ctrl-C and wait; returns the exit code."""
    os.kill(process.pid, signal.SIGINT)
    return process.wait(seconds)
