"""One started process: its own group, its log file, its orderly end."""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from dev.account import Account

SET_PARENT_DEATH_SIGNAL = 1
WRONG = re.compile(r"(Error|Exception|Refused|FATAL|PANIC)\b")
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass
class Process:
    """A command with its environment; `patience` is the seconds it gets to end by itself."""

    name: str
    argv: list[str | Path]
    log: Path
    env: dict[str, str] = field(default_factory=dict)
    cwd: Path | str = "/"
    account: Account = field(default_factory=Account)
    stop_signal: int = signal.SIGTERM
    patience: float = 15.0
    popen: subprocess.Popen | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> "Process":
        """Start it in a session of its own, so that Ctrl-C reaches it only through us."""
        self.starts.append(time.monotonic())
        with self.log.open("ab") as out:
            self.popen = subprocess.Popen(
                [str(word) for word in self.argv],
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=self.die_with_parent,
                **self.account.options(),
            )
        return self

    def die_with_parent(self) -> None:
        """On Linux, end when the start script is killed without a chance to stop us."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if LIBC is not None:
            LIBC.prctl(SET_PARENT_DEATH_SIGNAL, self.stop_signal)

    @property
    def child(self) -> subprocess.Popen:
        """What was started last."""
        if self.popen is None:
            raise RuntimeError(f"The {self.name} was not started.")
        return self.popen

    def code(self) -> int | None:
        """The exit code, None while it runs."""
        return self.popen.poll() if self.popen else None

    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.popen is not None and self.popen.poll() is None

    def ask_to_stop(self) -> None:
        """Send the signal of an orderly end."""
        if self.running():
            os.kill(self.child.pid, self.stop_signal)

    def finish(self) -> None:
        """Wait for the end, then clear away whatever is left of its group."""
        if self.popen is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(self.patience)
        self.clear_group()
        self.popen.wait()

    def clear_group(self, seconds: float = 0.5) -> None:
        """Kill what is left of its group and wait until it is gone."""
        until = time.monotonic() + seconds
        with contextlib.suppress(ProcessLookupError, PermissionError):
            while time.monotonic() < until:
                os.killpg(self.child.pid, signal.SIGKILL)
                self.child.poll()  # else an ended leader still counts as a member
                time.sleep(0.01)

    def last_words(self) -> str:
        """The line that says best why it ended: the last that names an error, else the last that it wrote."""
        if not self.log.is_file():
            return ""
        lines = [line.strip() for line in self.log.read_text("utf-8", errors="replace")[-4000:].splitlines()]
        lines = [line for line in lines if line][-8:]
        errors = [line for line in lines if WRONG.search(line)]
        return (errors or lines or [""])[-1][:300]


def end(processes: Iterable[Process]) -> None:
    """Ask all of them at once, then wait for each."""
    for process in processes:
        process.ask_to_stop()
    for process in processes:
        process.finish()
