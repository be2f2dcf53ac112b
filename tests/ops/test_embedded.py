"""The private PostgreSQL and Valkey: on loopback, with passwords, in order, gone when they should be."""

import json
import os
import signal
import stat

import psycopg2
import pytest
import redis

from dev import account
from tests.ops import running


@pytest.fixture
def servers(open_folder, tmp_path):
    """Start both servers for a var folder; `start()` may be called again after `stop()`."""
    var = open_folder / "var"
    started = []

    def start():
        (var / "up.json").unlink(missing_ok=True)
        process = running.start(
            "-m", "tests.ops.servers", env=running.environment(var), log=tmp_path / "servers.log"
        )
        started.append(process)
        up = running.until(lambda: (var / "up.json").is_file() or process.poll() is not None, what="starting")
        assert up
        assert process.poll() is None, (tmp_path / "servers.log").read_text()
        return process, json.loads((var / "up.json").read_text())

    start.var = var
    yield start
    for process in started:
        if process.poll() is None:
            running.interrupt(process)
    # As root the servers may live outside the project; the same command as `make fresh` clears that away.
    running.run("-m", "dev.fresh", env=running.environment(var))


def ask(url, sql):
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


def test_a_second_start_keeps_the_data_and_a_stop_leaves_nothing(servers):
    process, urls = servers()
    ask(urls["MIGRATE_DATABASE_URL"], "create table kept as select 4711 as seed")
    assert running.interrupt(process) == 0
    assert running.left_over(servers.var) == []
    _, urls = servers()
    assert ask(urls["MIGRATE_DATABASE_URL"], "select seed from kept") == [(4711,)]


def test_the_application_role_may_change_no_table(servers):
    _, urls = servers()
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(urls["DATABASE_URL"], "create table mine (id int)")
    assert ask(
        urls["MIGRATE_DATABASE_URL"],
        "select rolsuper, rolcreaterole from pg_roles where rolname = current_user",
    ) == [(False, False)]


def test_durability_checksums_and_the_four_extensions_are_on(servers):
    _, urls = servers()
    for name in ("fsync", "full_page_writes", "synchronous_commit", "data_checksums"):
        assert ask(urls["DATABASE_URL"], f"show {name}") == [("on",)]
    found = {row[0] for row in ask(urls["DATABASE_URL"], "select extname from pg_extension")}
    assert {"btree_gist", "pg_trgm", "fuzzystrmatch", "unaccent"} <= found


def test_nobody_gets_in_without_the_password(servers):
    _, urls = servers()
    password = urls["DATABASE_URL"].split(":")[2].split("@")[0]
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(urls["DATABASE_URL"].replace(password, "wrong"))
    broker = redis.Redis.from_url(
        urls["BROKER_URL"].replace(urls["BROKER_URL"].split(":")[2].split("@")[0], "wrong")
    )
    with pytest.raises(redis.AuthenticationError):
        broker.ping()
    for path in (servers.var / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_killing_the_starter_takes_the_servers_along(servers):
    process, _ = servers()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    running.until(lambda: not running.left_over(servers.var), what="the end of both servers")
    servers()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands PostgreSQL to another account")
def test_root_in_a_closed_folder_gets_a_folder_elsewhere_and_no_mode_changes(servers, open_folder, tmp_path):
    open_folder.chmod(0o700)
    servers.var.mkdir(mode=0o700)
    _, urls = servers()
    assert ask(urls["DATABASE_URL"], "select 1") == [(1,)]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (open_folder, servers.var)] == [0o700, 0o700]
    assert "make fresh removes it" in (tmp_path / "servers.log").read_text()


def test_folders_of_deleted_projects_are_cleared_away_and_no_others(tmp_path, capsys):
    gone, here, strange = (tmp_path / f"casemgmt-{name}" for name in ("gone", "here", "strange"))
    for folder, home in ((gone, "/no/such/project"), (here, str(tmp_path)), (strange, "")):
        folder.mkdir()
        (folder / account.MARK).write_text(home)
    (tmp_path / "casemgmt-unmarked").mkdir()
    account.clear_orphans(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "casemgmt-here",
        "casemgmt-strange",
        "casemgmt-unmarked",
    }
    assert "the project it belonged to is gone" in capsys.readouterr().out
