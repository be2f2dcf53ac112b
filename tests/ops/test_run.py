"""`make run` from end to end on a small hospital: serves, signs in, keeps its data, and leaves nothing behind."""

import os
import signal
import time
import urllib.request

import pytest

from tests.ops import running

pytestmark = [pytest.mark.smoke, pytest.mark.slow]
PASSWORD = "newcomer-Passw0rd-4711"


def page(port: int) -> str:
    """The first page, empty while nothing serves."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            return answer.read().decode()
    except OSError:
        return ""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """Start it as often as a test likes, always on the same data; the log's text is `start.said()`."""
    var = tmp_path_factory.mktemp("run") / "var"
    log, port, started = var.parent / "log", running.free_port(), []
    env = running.environment(
        var, PORT=str(port), CASEMGMT_DEMO_PASSWORD=PASSWORD, DEMO_DAYS="2", DEMO_BEDS="6", DEMONSTRATION="1"
    )

    def start(seconds: float):
        process = running.start("-m", "dev.stack", env=env, log=log)
        started.append(process)
        running.until(lambda: page(port) or process.poll() is not None, seconds, "the first page")
        assert process.poll() is None, log.read_text()
        return process

    start.said, start.port, start.var = log.read_text, port, var
    yield start
    for process in started:
        if process.poll() is None:
            running.interrupt(process)
    running.run("-m", "dev.fresh", env=env)


@pytest.fixture(scope="module")
def first(demonstration):
    """The first start, until the hospital is loaded and every part runs; then Ctrl-C. Returns what it printed."""
    process = demonstration(120)
    running.until(lambda: "is loaded" in demonstration.said(), 120, "the hospital")
    relay = demonstration.var / "relay.alive"
    running.until(lambda: relay.is_file() or process.poll() is not None, 60, "the relay")
    assert running.interrupt(process) == 0
    return demonstration.said()


def test_the_first_start_shows_the_address_and_a_sign_in_for_every_role(demonstration, first):
    assert f"Serving at http://127.0.0.1:{demonstration.port}/" in first
    assert first.count(PASSWORD) >= 8
    assert first.index(PASSWORD) < first.index("Serving at")
    assert "Everything was stopped; the data is kept." in first


def test_nothing_is_left_after_ctrl_c(demonstration, first):
    assert running.left_over(demonstration.var) == []


def test_the_second_start_serves_within_ten_seconds_with_the_data(demonstration, first):
    began = time.monotonic()
    process = demonstration(30)
    took = time.monotonic() - began
    assert 'name="csrfmiddlewaretoken"' in page(demonstration.port)
    assert "Loading the demonstration hospital" not in demonstration.said()
    assert running.interrupt(process) == 0
    assert took < 10


def test_a_killed_web_server_ends_everything_with_a_sentence(demonstration, first):
    process = demonstration(30)
    for number in running.numbers(demonstration.var, "gunicorn"):
        os.kill(number, signal.SIGKILL)
    assert process.wait(40) == 1
    assert (
        "The web server ended unexpectedly (exit code -9), so everything was stopped." in demonstration.said()
    )
    assert running.left_over(demonstration.var) == []
