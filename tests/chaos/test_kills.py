"""F01, F02, F08, F09, F14, F26: relays, planners and PostgreSQL killed in the middle, cut off, or too many of them."""

import signal
import time

import pytest

from tests.chaos.conftest import NUMBER, WHOLE
from tests.chaos.visitors import visitors

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
RELAYS = 4 if WHOLE else 2
KILLS = 5
# Seconds that everything may take on a machine with two cores and other things to do.
LONG = 900 if WHOLE else 180


def at_share(made, nth, of):
    """Wait until a share of all messages is out."""
    made.until(lambda: made.ledger.sent() >= NUMBER * nth // of, LONG, every=0.2)


@pytest.mark.fault("F01")
def test_relays_killed_five_times(stage, proved, chance):
    with stage() as made:
        began = time.monotonic()
        relays = [made.relay() for _ in range(RELAYS)]
        for kill in range(1, KILLS + 1):
            at_share(made, kill, KILLS + 2)
            made.pause(chance.uniform(0, 0.2))
            for relay in relays:
                relay.kill()
        made.rest(LONG)
        # A message in a killed relay's hands may leave a second time: one for each relay and kill.
        proved(made, "F01 relays killed 5 times", began, doubles=KILLS * RELAYS)
        assert all(relay.starts == 1 + KILLS for relay in relays)


@pytest.mark.fault("F02")
def test_planners_killed_five_times_with_a_batch_in_their_hands(stage, proved, chance):
    """Slowed down between telling and committing, so that each kill finds a batch half done."""
    with stage() as made:
        began = time.monotonic()
        held = "select count(*) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()"
        for _ in range(KILLS):
            planner = made.relay(kept=False, FAILPOINTS="planner.told=sleep:1")
            made.until(lambda: made.one(held), LONG)
            made.pause(chance.uniform(0, 0.5))
            told = made.ledger.now()["told"]
            planner.kill()
            made.pause(0.3)
            assert made.ledger.now()["told"] in (told, told + 500)
        made.relay()
        made.rest(LONG)
        proved(made, "F02 planners killed 5 times", began, doubles=KILLS)


@pytest.mark.fault("F08")
def test_postgresql_ended_at_once_three_times_under_writers(stage, proved, parts):
    with stage() as made:
        began = time.monotonic()
        for _ in range(RELAYS):
            made.relay()
        with visitors(made, rate=4) as people:
            for crash in range(1, 4):
                at_share(made, crash, 5)
                parts.restart_postgres()
            made.rest(LONG)
            back = time.monotonic()
            made.pause(3)
        assert people.saved()
        assert people.lost() == (0, 0)
        assert people.bad(since=back) == []
        more = f"{len(people.saved())} saves acknowledged, 0 of them lost"
        proved(made, "F08 PostgreSQL ended at once 3 times", began, doubles=3 * RELAYS, more=more)


@pytest.mark.fault("F09")
def test_every_connection_cut_every_two_seconds(stage, proved, parts):
    with stage() as made:
        began = time.monotonic()
        relays = [made.relay() for _ in range(RELAYS)]
        with visitors(made, rate=5) as people:
            calm = time.monotonic()
            made.pause(2)
            fault = time.monotonic()
            for _ in range(10):
                parts.cut_all()
                made.pause(2)
            over = time.monotonic()
            made.rest(LONG)
            made.pause(2)
        assert people.bad(calm, fault - 0.5) == people.bad(since=over + 1) == []
        assert people.saved()
        assert people.lost() == (0, 0)
        # Whoever was cut off came back by themselves; no process ended.
        assert all(relay.starts == 1 for relay in relays)
        more = f"{len(people.saved())} saves acknowledged, 0 of them lost"
        proved(made, "F09 every connection cut for 20 s", began, doubles=10 * RELAYS, more=more)


@pytest.mark.fault("F14")
@pytest.mark.parametrize("number", [2, pytest.param(5, marks=pytest.mark.whole)])
def test_too_many_of_each(stage, proved, number):
    with stage() as made:
        began = time.monotonic()
        everybody = [made.relay() for _ in range(number)] + [made.beat(f"beat{n}") for n in range(number)]
        everybody.append(made.worker())
        made.rest(LONG)
        proved(made, f"F14 {number} planners, relays and beats", began)
        assert all(one.starts == 1 for one in everybody)
        said = (made.folder / "log").read_text().splitlines()
        assert [line for line in said if '"level": "ERROR"' in line] == []


@pytest.mark.whole
@pytest.mark.fault("F26")
def test_everything_killed_at_once(stage, proved, parts):
    """As near to a power cut as processes allow: PostgreSQL's and all of ours, by SIGKILL; the broker loses everything."""
    with stage() as made:
        began = time.monotonic()
        for start in [made.relay] * RELAYS + [made.worker, made.beat]:
            start()
        with visitors(made, rate=4) as people:
            at_share(made, 1, 3)
            parts.end_postgres(signal.SIGKILL)
            parts.broker.kill()
            for part in made.parts:
                if part is not made.sink:
                    part.kill()
            people.over.set()
        parts.start_postgres()
        parts.broker.start()
        made.rest(LONG)
        assert people.lost() == (0, 0)
        more = f"{len(people.saved())} saves acknowledged, 0 of them lost"
        proved(made, "F26 everything killed at once", began, doubles=RELAYS + 2, more=more)


def test_a_relay_at_rest_wakes_by_itself_and_stops_when_told(stage):
    with stage(200) as made:
        relay, alive = made.relay(kept=False), made.folder / "relay.alive"
        made.rest(60)
        made.until(alive.exists, 30)
        before = alive.stat().st_mtime_ns
        made.sql("update worklist_reminder set due_at = now() where status = 'waiting'")
        made.until(lambda: made.ledger.now()["told"] == 204, 10)
        made.until(lambda: alive.stat().st_mtime_ns > before, 10)
        assert relay.popen.poll() is None
        relay.popen.send_signal(signal.SIGTERM)
        assert relay.popen.wait(20) == 0
        # It did what beat would have started, for every app.
        assert "a sweep failed" not in (made.folder / "log").read_text()
