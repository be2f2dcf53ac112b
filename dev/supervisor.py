"""Start, watch and stop processes: whatever happens, nothing that was started is left running."""

import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path

from dev.embedded import Embedded
from dev.places import Problem, say
from dev.process import Process, end

TICK = 0.3
RESTARTS, WITHIN = 3, 60.0
LEAST_FREE = 20 * 1024 * 1024


class Stopped(Exception):
    """Somebody pressed Ctrl-C or asked us to end."""


class Supervisor:
    """The processes of one run. `restarted` names those that may die and come back."""

    def __init__(self, disk: Path, restarted: tuple[str, ...] = ()) -> None:
        self.disk, self.restarted = disk, restarted
        self.services: list[Process] = []
        self.jobs: list[Process] = []
        self.embedded: Embedded | None = None
        self.asked = 0
        self.interruptible = True

    def listen(self) -> None:
        """Take over the signals that mean "end", also where a shell had them ignored."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.asked_to_end)

    def asked_to_end(self, number: int, frame: object) -> None:
        """First time: end in order. Again: at once."""
        self.asked += 1
        if self.asked > 1:
            for process in self.everything():
                process.patience = 0
        elif self.interruptible:
            raise Stopped

    def everything(self) -> list[Process]:
        """All that we started, in the order of starting."""
        return [*(self.embedded.processes if self.embedded else []), *self.services, *self.jobs]

    def serve(self, process: Process) -> Process:
        """Start something that must keep running."""
        self.services.append(process.start())
        return process

    def begin(self, process: Process) -> Process:
        """Start something that ends by itself; `done` waits for it."""
        self.jobs.append(process.start())
        return process

    def done(self, process: Process, what: str) -> Process:
        """Watch everything until this job has ended well."""
        while process.running():
            self.watch()
        self.jobs.remove(process)
        process.finish()
        if process.code():
            self.check_disk()
            raise Problem(f"{what} failed: {process.last_words()} (more in {process.log})")
        return process

    def watch(self) -> None:
        """One look at everything; raises when something must end the run."""
        if self.asked:
            raise Stopped
        for process in self.everything():
            if process not in self.jobs and process.code() is not None:
                self.died(process)
        self.check_disk()
        time.sleep(TICK)

    def died(self, process: Process) -> None:
        """Start it again if it may, else end the run with a sentence."""
        process.finish()
        self.check_disk()
        now = time.monotonic()
        recent = [start for start in process.starts if now - start < WITHIN]
        if process.name in self.restarted and len(recent) <= RESTARTS:
            say(f"The {process.name} ended (exit code {process.code()}) and is started again.")
            process.start()
            return
        often = f" {len(recent)} times within a minute" if process.name in self.restarted else ""
        raise Problem(
            f"The {process.name} ended unexpectedly{often} (exit code {process.code()}), so everything was stopped."
            f" Its last words: {process.last_words()} (more in {process.log})"
        )

    def check_disk(self, least: int = LEAST_FREE) -> None:
        """Raise before a full disk makes the servers fail one by one."""
        folders = {self.disk, *([self.embedded.place.home] if self.embedded and self.embedded.place else [])}
        for folder in folders:
            free = shutil.disk_usage(folder).free
            if free < least:
                raise Problem(
                    f"The disk that holds {folder} is full: {free >> 20} MB are free, {least >> 20} MB are needed."
                    " Free some space and start again; everything was stopped and what was saved is kept."
                )

    def stop(self) -> None:
        """End the application's processes together, then the servers they talk to."""
        self.asked += 1
        end([*self.jobs, *self.services])
        self.jobs.clear()
        self.services.clear()
        if self.embedded:
            self.embedded.stop()


def command(name: str, argv: Sequence[str | Path], env: dict[str, str], logs: Path, cwd: Path) -> Process:
    """A process of the project with its log at var/log/<name>.log; the last run's log is kept beside it."""
    log = logs / f"{name.replace(' ', '-')}.log"
    if log.is_file() and log.stat().st_size > 1 << 20:
        log.replace(log.with_suffix(".log.1"))
    return Process(name, list(argv), log, env=env, cwd=cwd)
