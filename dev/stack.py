"""`make run`: install, start every part, load the demonstration hospital once, and stop it all on Ctrl-C."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from dev import changed
from dev.embedded import Embedded
from dev.environment import as_owner, demonstration, write_for_shell
from dev.install import DEMO, install
from dev.places import PYTHON, ROOT, Problem, new_folder, only_one, run, say, var
from dev.process import Process
from dev.supervisor import Stopped, Supervisor, command

# A smaller hospital for tests and slow machines: DEMO_DAYS=10 DEMO_BEDS=8 make run
DAYS, BEDS = os.environ.get("DEMO_DAYS") or "90", os.environ.get("DEMO_BEDS") or "24"
HOSPITAL = ["simulate", "--seed", "4711", "--days", DAYS, "--beds", BEDS]
ROOM_FIRST, ROOM_LATER = 500 * 1024 * 1024, 50 * 1024 * 1024
LOADING, LOADED = "loading", "loaded"


class Stack:
    """One run of the demonstration."""

    def __init__(self) -> None:
        self.port = port_number()
        self.logs = new_folder(var() / "log")
        self.supervisor = Supervisor(var(), restarted=("celery worker",))
        self.embedded = Embedded(var() / "embedded", self.logs)
        self.stamps = changed.Stamps()
        self.env: dict[str, str] = {}
        self.hospital: Process | None = None

    def up(self) -> None:
        """From nothing to serving, then watch for ever."""
        started = time.monotonic()
        self.prepare()
        self.start_parts()
        self.bring_up_to_date()
        self.load_hospital()
        if self.hospital:
            self.show_sign_ins()  # the first page appears when somebody can sign in
            self.start_web()
        else:
            self.start_web()  # both at once: a later start is quick
            self.show_sign_ins()
        self.wait_for_web()
        say(
            f"\n  Serving at http://127.0.0.1:{self.port}/ after {time.monotonic() - started:.0f} s. Ctrl-C stops it.\n"
        )
        self.finish_hospital()
        self.start_workers()
        while True:
            self.supervisor.watch()

    def prepare(self) -> None:
        """Fail early on a taken port or a full disk; install what is missing, both package managers at once."""
        check_port(self.port)
        first = not (var() / "embedded").is_dir()
        self.supervisor.check_disk(ROOM_FIRST if first else ROOM_LATER)
        vendor = command("vendor", [sys.executable, "-m", "dev.vendor"], dict(os.environ), self.logs, ROOT)
        self.supervisor.begin(vendor)
        install(DEMO)
        self.supervisor.interruptible = False
        self.supervisor.done(vendor, "Fetching the front-end packages")

    def start_parts(self) -> None:
        """PostgreSQL and Valkey, and the environment that names them."""
        self.supervisor.embedded = embedded = self.embedded
        embedded.start()
        self.env = demonstration(embedded, self.port, self.stamps.say("hospital") == LOADED)
        write_for_shell(self.env, var() / "environment")
        if embedded.postgres and self.stamps.say("hospital") == LOADING:
            say("The demonstration hospital was not loaded to its end last time; starting it over.")
            self.stamps.forget("migrated", "hospital")
            embedded.postgres.recreate()

    def bring_up_to_date(self) -> None:
        """Migrate, grant and collect static files, each only when the code it reads has changed."""
        statics, program = changed.statics(), changed.program()
        collect = None
        if not self.stamps.current("static", statics):
            collect = self.supervisor.begin(
                self.manage("collectstatic", "--no-input", "--clear", "--verbosity=0")
            )
        if not self.stamps.current("migrated", program):
            say("Bringing the database up to date ...")
            for word in ("migrate", "grant_app_role"):
                self.supervisor.done(
                    self.supervisor.begin(self.manage(word, owner=True)), f"manage.py {word}"
                )
            self.stamps.set("migrated", program)
        if collect:
            self.supervisor.done(collect, "Collecting the static files")
            self.stamps.set("static", statics)

    def load_hospital(self) -> None:
        """Begin to fill the embedded database once; a database of your own is left as it is."""
        if not self.embedded.postgres:
            say(
                "DATABASE_URL names a database of your own: the demonstration hospital is not loaded into it."
            )
        elif self.stamps.say("hospital") != LOADED:
            say(f"Loading the demonstration hospital ({DAYS} days; the pages work meanwhile) ...")
            self.stamps.set("hospital", LOADING)
            self.hospital = self.supervisor.begin(self.manage(*HOSPITAL, owner=True))

    def show_sign_ins(self) -> None:
        """The table of demonstration sign-ins, as soon as their accounts exist."""
        while self.embedded.postgres:
            log = self.logs / "demo_signins.log"
            log.unlink(missing_ok=True)
            asked = self.supervisor.begin(self.manage("demo_signins"))
            while asked.running():
                self.supervisor.watch()
            self.supervisor.jobs.remove(asked)
            if asked.code() == 0:
                say("\n" + log.read_text().rstrip())
                log.unlink()
                return
            if not (self.hospital and self.hospital.running()):
                self.finish_hospital()
                raise Problem(
                    f"The demonstration sign-ins cannot be shown: {asked.last_words()} (more in {log})"
                )

    def start_web(self) -> None:
        """Gunicorn, with the settings of gunicorn.conf.py."""
        web: list[str | Path] = [PYTHON, "-m", "gunicorn", "casemgmt.wsgi:application"]
        self.supervisor.serve(command("web server", web, self.env, self.logs, ROOT))

    def wait_for_web(self) -> None:
        """Until it answers."""
        while not answers(f"http://127.0.0.1:{self.port}/healthz"):
            self.supervisor.watch()

    def finish_hospital(self) -> None:
        """Wait for the demonstration data: the clock it moves and the workers' clock must not meet."""
        if self.hospital:
            began = self.hospital.starts[-1]
            self.supervisor.done(self.hospital, "Loading the demonstration hospital")
            self.hospital = None
            self.stamps.set("hospital", LOADED)
            say(f"The demonstration hospital is loaded ({time.monotonic() - began:.0f} s).")

    def start_workers(self) -> None:
        """What acts by itself: Celery's worker and beat, and the relay."""
        celery: list[str | Path] = [PYTHON, "-m", "celery", "-A", "casemgmt"]
        services: dict[str, list[str | Path]] = {
            "celery worker": [*celery, "worker", "--loglevel=WARNING", "--concurrency=1"],
            "celery beat": [*celery, "beat", "--loglevel=WARNING", "--pidfile="],
            "relay": [PYTHON, "manage.py", "run_relay"],
        }
        for name, argv in services.items():
            self.supervisor.serve(command(name, argv, self.env, self.logs, ROOT))

    def manage(self, *words: str, owner: bool = False) -> Process:
        """A management command as a process, with the owner's database role where it needs that."""
        env = as_owner(self.env) if owner else self.env
        return command(words[0], [PYTHON, "manage.py", *words], env, self.logs, ROOT)


def port_number() -> int:
    """The port of PORT, 8000 by default."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isdigit() and 0 < int(text) < 65536):
        raise Problem(f"PORT={text} is not a port number. Try: make run PORT=8001")
    return int(text)


def check_port(port: int) -> None:
    """Raise when somebody else listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Problem(
                f"Port {port} cannot be used ({error.strerror}). Nothing was started. Try: make run PORT={port + 1}"
            ) from None


def answers(url: str) -> bool:
    """Whether the web server gives any answer there."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def main() -> int:
    """Run until asked to stop (exit code 0) or until something goes wrong (1, with a sentence)."""
    stack = Stack()
    with only_one(
        "run", "It is already running in this folder. Stop it first, or use another VAR_DIR and PORT."
    ):
        stack.supervisor.listen()
        try:
            stack.up()
        except Stopped:
            say("\nStopping ...")
        finally:
            stack.supervisor.interruptible = False
            stack.supervisor.stop()
            (var() / "environment").unlink(missing_ok=True)
    say("Everything was stopped; the data is kept. make fresh removes it.")
    return 0


if __name__ == "__main__":
    run(main)
