"""docker-compose.yml without containers: its own command lines and environment, as plain processes, on Debian's servers."""

import email
import os
import re
import secrets
import subprocess
from pathlib import Path

import psycopg2
import pytest
from aiosmtpd.controller import Controller

from dev.process import Process, end
from tests.ops import compose, debian, running
from tests.ops.visitor import Visitor, one_time_code

pytestmark = [
    pytest.mark.smoke,
    pytest.mark.skipif(bool(debian.missing()), reason=f"this machine lacks {debian.missing()}"),
]
HOST = "casework.internal"
PASSWORD = secrets.token_urlsafe(18)
# The image's build compresses the files too; that takes long and changes none of their names.
COLLECT = ("python", "manage.py", "collectstatic", "--no-input", "--verbosity=0")
HASHED = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
IMAGE_ENV = re.compile(r"([A-Z_]+)=(\S+)")


class Letters:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.kept = []

    async def handle_DATA(self, server, session, envelope):
        self.kept.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content)))
        return "250 kept"


class House:
    """The application's services of the compose file."""

    def __init__(self, folder: Path, values: dict[str, str]) -> None:
        self.folder, self.running = folder, {}
        self.services = compose.filled(compose.example() | values)["services"]
        self.port = int(values["BIND"].rpartition(":")[2])

    def environment(self, name: str) -> dict[str, str]:
        """The service's own, on top of the image's: nothing of this test run comes along."""
        image = dict(IMAGE_ENV.findall((compose.ROOT / "Dockerfile").read_text().rpartition("FROM ")[2]))
        assert {"VAR_DIR", "STATIC_ROOT", "BIND"} <= set(image)
        here = {"VAR_DIR": str(self.folder / name), "STATIC_ROOT": str(self.folder / "static")}
        (self.folder / name).mkdir(exist_ok=True)
        path = f"{compose.ROOT / '.venv' / 'bin'}:/usr/bin:/bin"
        plain = {"PATH": path, "HOSTNAME": os.uname().nodename, "PYTHONDONTWRITEBYTECODE": "1"}
        return image | here | plain | self.services[name]["environment"]

    def run(self, *words: str, service: str = "web", said: str = "", **more: str) -> str:
        """Run a command to its end in a service's environment; returns what it printed."""
        env = self.environment(service) | more
        done = subprocess.run(
            words,
            env=env,
            cwd=compose.ROOT,
            input=said,
            capture_output=True,
            text=True,
            start_new_session=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, name: str) -> None:
        """Start a service by its command line."""
        argv = self.services[name]["command"]
        self.running[name] = Process(
            name, argv, self.folder / f"{name}.log", env=self.environment(name), cwd=compose.ROOT
        ).start()

    def healthy(self, name: str) -> bool:
        """Run the service's own health check once; a service that ended fails the test with its last words."""
        process = self.running[name]
        assert process.running(), f"{name}: {process.log.read_text()}"
        kind, *words = self.services[name]["healthcheck"]["test"]
        argv = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        return not subprocess.run(
            argv, env=self.environment(name), cwd=compose.ROOT, capture_output=True
        ).returncode


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder that every account can enter, for Debian's PostgreSQL."""
    found = tmp_path_factory.mktemp("smoke")
    for path in (found, *list(found.parents)[:2]):
        path.chmod(path.stat().st_mode | 0o011)
    return found


@pytest.fixture(scope="module")
def mailbox():
    """A mail server on loopback."""
    letters = Letters()
    server = Controller(letters, hostname="127.0.0.1", port=running.free_port())
    server.start()
    letters.port = server.port
    yield letters
    server.stop()


@pytest.fixture(scope="module")
def house(folder, mailbox):
    """Everything of the compose file, migrated and up."""
    servers = debian.Debian(folder)
    try:
        servers.start()
        values = servers.env | {
            "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "ALLOWED_HOSTS": HOST,
            "BASE_URL": f"https://{HOST}",
            "BIND": f"127.0.0.1:{running.free_port()}",
            "WEB_WORKERS": "1",
            "AUDIT_KEY_FILE": str(folder / "audit.keys"),
            "BINDER_KEY_FILE": str(folder / "binder.keys"),
        }
        house = House(folder, values)
        house.database = values["DATABASE_HOST"], values["POSTGRES_PASSWORD"]
        for name in ("AUDIT_KEY_FILE", "BINDER_KEY_FILE"):
            house.run("python", "manage.py", "new_key", values[name])
        house.run(*COLLECT, service="migrate", STATICFILES_BACKEND=HASHED)
        house.run(*house.services["migrate"]["command"], service="migrate")
        for name in ("web", "worker", "beat", "relay"):
            house.start(name)
        running.until(lambda: house.healthy("web"), 60, "a healthy web server")
        yield house
        end(house.running.values())
    finally:
        servers.stop()


@pytest.fixture(scope="module")
def administrator(house):
    """The first administrator, made by the one-time command."""
    words = ["--name", "Ada Admin", "--email", f"ada@{HOST}", "--facility", "Northgate", "--code", "NGH"]
    said = f"{PASSWORD}\n{PASSWORD}\n"
    house.run("python", "manage.py", "first_admin", "ada", *words, "--zone", "America/New_York", said=said)
    return "ada"


def ask(house, sql):
    """Ask the database as its superuser."""
    address, password = house.database
    with psycopg2.connect(f"postgres://postgres:{password}@{address}/casemgmt") as connection:
        cursor = connection.cursor()
        cursor.execute(sql)
        found = cursor.fetchall()
    connection.close()
    return found


def test_sign_in_asks_for_a_second_factor_and_then_opens_the_house(house, administrator):
    visitor = Visitor(house.port, HOST)
    assert visitor.get("/") == 200
    assert visitor.send(visitor.at, login=administrator, password=PASSWORD) == 200
    if visitor.at.startswith("/accounts/reauthenticate"):
        assert visitor.send(visitor.at, password=PASSWORD) == 200
    assert visitor.at == "/accounts/2fa/totp/activate/"
    assert visitor.send("/accounts/2fa/totp/activate/", code=one_time_code(visitor.secret())) == 200
    assert visitor.get("/") == 200
    assert "Ada Admin" in visitor.page
    assert ask(house, "select count(*) from audit_event where actor_id is not null")[0][0] > 0


def test_the_trail_is_sealed_and_holds(house, administrator):
    """Sealed by the worker on beat's tick, as the application's role; proved by the command a site runs."""
    running.until(lambda: ask(house, "select count(*) from audit_seal")[0][0] > 0, 60, "the first seal")
    assert "The trail holds" in house.run("python", "manage.py", "verify_audit")


def test_a_wrong_password_opens_nothing(house, administrator):
    visitor = Visitor(house.port, HOST)
    visitor.get("/")
    assert visitor.send(visitor.at, login=administrator, password="not-the-password") == 200
    assert visitor.get("/") == 200
    assert "Ada Admin" not in visitor.page


def test_a_reminder_that_falls_due_is_delivered_once_and_names_nobody(house, administrator, mailbox):
    house.run("python", "manage.py", "load_packs")
    house.run("python", "-m", "tests.ops.story", PYTHONPATH=str(compose.ROOT))
    running.until(lambda: mailbox.kept, 60, "the letter")
    running.until(
        lambda: ask(house, "select 1 from worklist_outbox where status = 'sent'"),
        20,
        "the mark in the outbox",
    )
    assert len(mailbox.kept) == ask(house, "select count(*) from worklist_outbox")[0][0]
    for recipients, letter in mailbox.kept:
        assert recipients == [f"lead@{HOST}"]
        assert "canary" not in letter.as_string().lower()
    assert ask(house, "select count(*) from worklist_notification")[0][0] >= 1


@pytest.mark.parametrize("name", ["web", "worker", "relay"])
def test_each_service_passes_its_own_health_check(house, name):
    running.until(lambda: house.healthy(name), 60, f"a healthy {name}")


def test_beat_ticks_and_its_health_check_sees_it(house):
    running.until(lambda: house.healthy("beat"), 60, "a healthy beat")


def test_without_a_secret_the_web_server_does_not_start(house):
    env = house.environment("web") | {"SECRET_KEY": "short", "BIND": f"127.0.0.1:{running.free_port()}"}
    done = subprocess.run(
        house.services["web"]["command"],
        env=env,
        cwd=compose.ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert "SECRET_KEY is missing, short, or a known example" in done.stderr


def test_the_database_log_holds_no_value(house, folder):
    address, _ = house.database
    password = house.environment("web")["DATABASE_URL"].split(":")[2].split("@")[0]
    connection = psycopg2.connect(f"postgres://casemgmt_app:{password}@{address}/casemgmt")
    with pytest.raises(psycopg2.errors.UniqueViolation):
        connection.cursor().execute(
            "create temp table numbers (number text primary key);"
            " insert into numbers values ('CANARY-4711'); insert into numbers values ('CANARY-4711')"
        )
    connection.close()
    assert "duplicate key" in (folder / "postgres.log").read_text()
    assert "CANARY-4711" not in (folder / "postgres.log").read_text()
