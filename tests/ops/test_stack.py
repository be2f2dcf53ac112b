"""`make run` when something is wrong: one clear sentence, a non-zero exit, nothing left running."""

import os
import shutil
import socket
import subprocess
import sys

import pytest

from dev import fresh, supervisor
from dev.places import Problem
from dev.process import Process
from dev.supervisor import Supervisor
from tests.ops import running


@pytest.fixture
def small_disk(open_folder):
    """A folder on a disk of 16 MB."""
    folder = open_folder / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    folder.chmod(0o755)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def sentence(done: subprocess.CompletedProcess) -> str:
    """What the person reads at the end; a traceback is never that."""
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_a_port_in_use_is_named_with_a_way_out(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = running.run("-m", "dev.stack", env=running.environment(tmp_path, PORT=str(port)))
    assert sentence(done) == (
        f"Port {port} cannot be used (Address already in use). Nothing was started. Try: make run PORT={port + 1}"
    )
    assert not (tmp_path / "embedded").exists()
    assert running.left_over(tmp_path) == []


@pytest.mark.parametrize("port", ["web", "0", "70000", "-1"])
def test_a_port_that_is_none(tmp_path, port):
    done = running.run("-m", "dev.stack", env=running.environment(tmp_path, PORT=port))
    assert sentence(done) == f"PORT={port} is not a port number. Try: make run PORT=8001"


def test_a_full_disk_is_said_before_anything_starts(small_disk):
    done = running.run("-m", "dev.stack", env=running.environment(small_disk, PORT=str(running.free_port())))
    assert f"The disk that holds {small_disk} is full" in sentence(done)
    assert running.left_over(small_disk) == []
    assert not (small_disk / "embedded").exists()


def test_a_disk_that_fills_up_while_postgresql_is_made(small_disk):
    done = running.run("-m", "tests.ops.servers", env=running.environment(small_disk))
    assert "No space left on device" in sentence(done)
    assert running.left_over(small_disk) == []
    assert not (small_disk / "embedded" / "postgres").exists()


def test_two_runs_in_one_folder(tmp_path):
    holding = "import time\nfrom dev.places import only_one\nwith only_one('run'):\n    print('held', flush=True)\n    time.sleep(60)"
    env = running.environment(tmp_path, PORT=str(running.free_port()))
    first = subprocess.Popen(
        [sys.executable, "-c", holding], env=env, stdout=subprocess.PIPE, cwd=running.ROOT
    )
    try:
        assert first.stdout.readline() == b"held\n"
        assert "already running in this folder" in sentence(running.run("-m", "dev.stack", env=env))
        assert "stop it first" in sentence(running.run("-m", "dev.fresh", env=env))
    finally:
        first.kill()
        first.communicate()


def test_an_old_python_gets_a_sentence_not_a_traceback(tmp_path):
    text = (running.ROOT / "dev" / "__init__.py").read_text().replace("sys.version_info < (3, 11)", "True")
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Python 3.11 or newer is needed, this is 3.")


@pytest.fixture
def watched(tmp_path):
    """A supervisor of short shell commands."""
    found = Supervisor(tmp_path, restarted=("celery worker",))

    def serve(name: str, script: str) -> Process:
        return found.serve(
            Process(name, ["/bin/sh", "-c", script], tmp_path / f"{name}.log", env=dict(os.environ))
        )

    found.run = serve
    yield found
    found.stop()
    assert running.left_over(tmp_path) == []


def watch_to_the_end(found: Supervisor) -> str:
    try:
        for _ in range(200):
            found.watch()
    except Problem as problem:
        return str(problem)
    raise AssertionError("the supervisor went on")


def test_a_process_that_dies_ends_the_run_with_its_last_words(watched, tmp_path):
    watched.run("relay", f"sleep 60 & wait; echo {tmp_path}")
    watched.run("web server", "echo 'out of paper'; exit 7")
    said = watch_to_the_end(watched)
    assert said.startswith("The web server ended unexpectedly (exit code 7), so everything was stopped.")
    assert "Its last words: out of paper" in said
    watched.stop()
    assert watched.everything() == []


def test_the_worker_comes_back_three_times_a_minute(watched, monkeypatch, capsys):
    monkeypatch.setattr(supervisor, "TICK", 0.02)
    worker = watched.run("celery worker", "exit 9")
    assert "The celery worker ended unexpectedly 4 times within a minute" in watch_to_the_end(watched)
    assert len(worker.starts) == 4
    assert capsys.readouterr().out.count("is started again") == 3


def test_a_disk_that_fills_up_later_ends_the_run(watched, monkeypatch):
    watched.run("web server", "sleep 60")
    watched.watch()
    monkeypatch.setattr(
        shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(1 << 30, (1 << 30) - (5 << 20), 5 << 20)
    )
    assert "is full: 5 MB are free, 20 MB are needed" in watch_to_the_end(watched)


def test_a_process_that_ignores_the_request_is_ended_anyway(tmp_path):
    stubborn = Process(
        "stubborn",
        ["/bin/sh", "-c", "trap '' TERM; echo ready; sleep 61"],
        tmp_path / "log",
        env=dict(os.environ) | {"MARK": str(tmp_path)},
    )
    stubborn.patience = 0.3
    stubborn.start()
    running.until(lambda: stubborn.last_words() == "ready")
    stubborn.ask_to_stop()
    stubborn.finish()
    assert stubborn.code() == -9
    assert running.left_over(tmp_path) == []


def test_fresh_removes_the_data_and_keeps_running_tests(tmp_path, monkeypatch):
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    for name in ("embedded", "secrets", "test/run-1"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file").touch()
    fresh.main()
    assert {path.name for path in tmp_path.iterdir()} == {"run.lock", "test"}
