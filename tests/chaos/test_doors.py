"""F17, F19, F25: two hands on one row, a client that hangs up and asks again, and a trail that cannot be written."""

import json
import socket
import threading
from functools import partial

import pytest

from tests.chaos.visitors import Visitors, visitors

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
PAIRS, RETRIES = 50, 20
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
KEY = {"Idempotency-Key": "7f0c1a2e"}


@pytest.fixture
def at_work(stage):
    """A house with pages only, and somebody who asks them."""
    with stage(200) as made:
        people = Visitors(made, 0)
        made.web()
        made.until(lambda: people.read(0).status == 200, 60, every=0.3)
        yield people


def together(*steps):
    """Every step in a thread of its own, begun at the same moment; their results in order."""
    gate, found = threading.Barrier(len(steps)), [None] * len(steps)

    def run(n, step):
        gate.wait()
        found[n] = step()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(steps)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def post(people, path, **facts):
    return people.ask("save", "POST", f"/api/v1/{path}", json.dumps(facts))


@pytest.mark.fault("F17")
def test_fifty_pairs_of_saves_that_began_from_one_state(at_work):
    """One wins, the other is told that it is stale, and what stands is the winner's (I9)."""
    made = at_work.house
    items = made.sql("select id, version from worklist_item limit %s", [PAIRS])
    for key, version in items:
        names = ("Ana", "Ben")
        where = f"items/{key}/wait/"
        answers = together(*[partial(post, at_work, where, on=name, version=version) for name in names])
        assert sorted(answer.status for answer in answers) == [200, 409], answers
        winner = names[[answer.status for answer in answers].index(200)]
        assert made.sql("select waiting_on from worklist_item where id = %s", [key]) == [(winner,)]


@pytest.mark.fault("F19")
def test_a_client_that_hangs_up_and_asks_again_twenty_times_at_once(at_work):
    """The key of the request makes it one row, and every answer names that row."""
    made = at_work.house
    path = f"/api/v1/cases/{made.facts['case']}/open-item/"
    body = json.dumps({"activity": "follow_up", "what": "Call", "why": "Promised"})
    head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    head += [f"{name}: {value}" for name, value in (at_work.headers() | KEY).items()]
    with socket.create_connection(("127.0.0.1", made.web_port)) as line:
        line.sendall("\r\n".join([*head, "", body]).encode())
    answers = together(*[lambda: at_work.ask("save", "POST", path, body, **KEY)] * RETRIES)
    assert {answer.status for answer in answers} == {200}, answers
    assert len({answer.key for answer in answers}) == 1
    assert made.one("select count(*) from worklist_item where source_key like 'api:%'") == 1


@pytest.mark.fault("F25")
def test_a_trail_that_cannot_be_written(at_work):
    """I8: nothing of a patient is shown or saved without its line; what is no page about patients works on."""
    made = at_work.house
    case = f"/cases/{made.facts['case']}/"
    assert at_work.ask("page", "GET", case).status == 200
    made.sql("revoke insert on audit_event from casemgmt_app")
    items = made.one("select count(*) from worklist_item")
    assert at_work.ask("page", "GET", case).status == 503
    assert at_work.save(1).status == 503
    assert made.one("select count(*) from worklist_item") == items
    assert at_work.ask("page", "GET", "/healthz").status == 200
    # Whoever leaves a shared screen leaves it.
    assert at_work.ask("page", "POST", "/accounts/logout/", **FORM).status == 302
    assert at_work.ask("page", "GET", case).status == 302
    made.sql("grant insert on audit_event to casemgmt_app")
    assert made.one("select count(*) from worklist_item") == items


@pytest.mark.fault("F09")
def test_readiness_tells_the_truth_and_liveness_restarts_nobody(stage, parts):
    """I11: while PostgreSQL is away ready is false within ten seconds, alive is true; both again when it is back."""
    with stage(200) as made, visitors(made, rate=1) as people:

        def ready():
            return people.ask("probe", "GET", "/readyz", Cookie="").status  # a proxy is signed in as nobody

        assert ready() == 200
        parts.end_postgres()
        try:
            made.until(lambda: ready() == 503, 10)
            assert people.ask("probe", "GET", "/healthz", Cookie="").status == 200
        finally:
            parts.start_postgres()
        made.until(lambda: ready() == 200, 30)
