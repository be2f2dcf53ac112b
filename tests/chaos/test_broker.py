"""F04 to F07 and F16: workers killed, the broker killed, emptied and hung, and messages that nobody can carry out."""

import json
import os
import resource
import signal
import subprocess
import time

import pytest
from celery import Celery

from tests.chaos.conftest import NUMBER, WHOLE
from tests.chaos.visitors import visitors

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
LONG = 900 if WHOLE else 180
# A worker's hand that is killed has one message between sending and marking.
HANDS = 2
TICKED = "select count(*) from worklist_tick where name = 'beat' and at > now() - interval '15 seconds'"


def children(part):
    """The processes of a worker that do the work."""
    found = subprocess.run(["pgrep", "-P", str(part.popen.pid)], capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


def at_share(made, nth, of):
    made.until(lambda: made.ledger.sent() >= NUMBER * nth // of, LONG, every=0.2)


def tick(made, name="worklist.tasks.deliver"):
    """What beat sends, now."""
    with Celery(broker=made.servers.broker.url()) as app:
        app.send_task(name)


@pytest.mark.fault("F04")
def test_workers_killed_in_each_way(stage, proved):
    """The parent, one child, and a child without memory; no plain relay runs beside it."""
    with stage() as made:
        began = time.monotonic()
        worker = made.worker()
        made.beat()
        at_share(made, 1, 10)
        worker.kill()
        at_share(made, 3, 10)
        os.kill(children(worker)[0], signal.SIGKILL)
        at_share(made, 5, 10)
        resource.prlimit(children(worker)[0], resource.RLIMIT_AS, (1 << 20, 1 << 20))
        made.rest(LONG)
        made.until(lambda: made.one(TICKED), 60)
        proved(made, "F04 workers killed in 3 ways", began, doubles=3 * HANDS)
        assert worker.starts >= 2


@pytest.mark.fault("F05")
def test_the_broker_killed_and_started_empty(stage, proved, parts):
    with stage() as made:
        began = time.monotonic()
        made.worker()
        made.beat()
        made.relay()
        for crash in range(1, 4):
            at_share(made, crash, 5)
            parts.broker.kill()
            made.pause(0.5)
            parts.broker.start()
        made.rest(LONG)
        # I13: ticks go through the broker again, by themselves.
        made.sql("delete from worklist_tick where name = 'beat'")
        made.until(lambda: made.one(TICKED), 90)
        # A line that is cut ends the tasks on it: what was in their hands may leave twice.
        proved(made, "F05 broker killed 3 times, nothing kept", began, doubles=3 * HANDS)


@pytest.mark.fault("F06")
def test_the_broker_emptied_again_and_again(stage, proved, parts):
    with stage() as made:
        began = time.monotonic()
        made.worker()
        made.beat()
        made.relay()
        with visitors(made, rate=2) as people:
            while not made.ledger.at_rest():
                parts.broker.line().flushall()
                made.pause(0.5)
                assert time.monotonic() < began + LONG
        # Sessions live in the database: nobody was signed out.
        assert {answer.status for answer in people.answers if answer.kind == "page"} == {200}
        assert people.bad() == []
        proved(made, "F06 broker emptied twice a second", began)


@pytest.mark.fault("F07")
def test_the_broker_hung_while_people_work(stage, proved, parts):
    """Five pages and five saves a second while the broker neither answers nor refuses."""
    seconds = 60 if WHOLE else 15
    with stage() as made:
        made.worker()
        made.beat()
        with visitors(made, rate=5 if WHOLE else 3) as people:
            began = time.monotonic()
            parts.broker.signal(signal.SIGSTOP)
            try:
                made.relay()
                made.pause(seconds)
                in_app = made.ledger.now()["told"]
            finally:
                parts.broker.signal(signal.SIGCONT)
            made.rest(LONG)
        assert in_app == NUMBER
        assert people.bad() == []
        assert people.lost() == (0, 0)
        more = f"{len(people.answers)} requests, no 5xx, 95 % within {people.slowest():.2f} s"
        proved(made, f"F07 broker hung for {seconds} s", began, doubles=HANDS, more=more)
        if WHOLE:
            assert people.slowest() < 1.5


JUNK = 100
# Messages that the database lets nobody send: no such template; the relay must say so and go on with the others.
POISON = """
insert into worklist_outbox (id, version, channel, recipient_id, idem_key, template, facts, status, attempts, last_error,
                             risk, safety, next_try)
select gen_random_uuid(), 1, 'email', u.id, 'poison:' || u.username, 'no_such', '{}', 'pending', 5, '', 1, true, now()
  from accounts_user u where u.username like 'p%%' limit 20
"""


def spoil(made):
    """Unknown names, arguments of another release, and what is no message at all, at the head of the queue."""
    with Celery(broker=made.servers.broker.url()) as app:
        for _ in range(JUNK):
            app.send_task("worklist.tasks.from_another_release")
            app.send_task("worklist.tasks.send", args=[{"no": "channel"}, 3], kwargs={"v0": True})
    line = made.servers.broker.line()
    for body in (b"not json", json.dumps({"body": "?", "headers": {}}).encode()):
        line.lpush("celery", body)


@pytest.mark.fault("F16")
def test_what_nobody_can_carry_out_is_parked_and_the_rest_flows(stage, proved):
    with stage() as made:
        began = time.monotonic()
        spoil(made)
        made.sql(POISON)
        made.worker()
        made.beat()
        tick(made)
        made.rest(LONG)
        dead = made.sql("select count(*), min(last_error) from worklist_outbox where status = 'dead'")[0]
        assert dead == (20, "internal")
        assert made.one("select count(*) from worklist_notification where source like 'undelivered%'")
        made.until(lambda: made.servers.broker.line().llen("celery") <= 5, 60)
        proved(made, "F16 messages that cannot be carried out", began, more="20 given up and shown")
