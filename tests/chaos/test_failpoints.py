"""F03: each of twelve named places broken in three ways, by an exit as if killed, an error, and a sleep of two leases.

Whoever comes after does the rest: everything once in the application, at least once outside, nothing half done.
"""

import time

import pytest

from audit import keyring
from core.failpoints import KILLED
from tests.interop.stories import message

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
NUMBER = 200
LEASE = 2
NAP = 2 * LEASE
WAYS = ("exit", "raise", f"sleep:{NAP}")
# On each submission every place is left as by a kill; the two other ways are for `make chaos`.
KILL_ONLY = [pytest.param(way, marks=[] if way == "exit" else pytest.mark.whole) for way in WAYS]

IN_HAND = "select count(*) from pg_stat_activity where state = 'idle in transaction' and datname = current_database()"
SENT = "select count(*) >= {n} from worklist_outbox where status = 'sent'"
# Each place, at which passing it breaks, and how the tables look when a process stands there.
RELAY = {
    "planner.scanned": (1, IN_HAND),
    "planner.told": (1, IN_HAND),
    "planner.committed": (1, "select count(*) from worklist_notification where reminder_id is not null"),
    "relay.leased": (3, SENT.format(n=40)),
    "mail.said": (57, SENT.format(n=56)),
    "relay.accepted": (57, SENT.format(n=56)),
    "mailbox.half": (57, SENT.format(n=56)),
    "mailbox.kept": (57, SENT.format(n=56)),
}


def from_the_mailbox(made):
    """What lies in the file mailbox, as lines of the sink's ledger."""
    letters = [path.read_bytes() for path in (made.folder / "mail").glob("*.eml")]
    assert all(text.endswith(b"\n") for text in letters)
    keys = [text.split(b"Message-ID: ")[1].split(b"\r\n")[0].decode() for text in letters]
    (made.folder / "ledger").write_text("".join(f"0 {key} 0 0\n" for key in keys))


@pytest.mark.fault("F03")
@pytest.mark.parametrize("way", KILL_ONLY)
@pytest.mark.parametrize("place", RELAY)
def test_a_relay_broken_at(stage, proved, place, way):
    nth, there = RELAY[place]
    files = {"EMAIL_URL": ""} if place.startswith("mailbox") else {}
    with stage(NUMBER, OUTBOX_LEASE_SECONDS=str(LEASE), **files) as made:
        began = time.monotonic()
        first = made.relay(kept=False, FAILPOINTS=f"{place}={way}@{nth}")
        if way.startswith("sleep"):
            made.until(lambda: made.one(there), 60, every=0.2)
        else:
            made.until(lambda: first.popen.poll() is not None, 60)
            assert first.popen.returncode == KILLED if way == "exit" else first.popen.returncode > 0
        made.relay()
        made.rest(60)
        if way.startswith("sleep"):
            made.pause(NAP)
            assert first.popen.poll() is None
            made.rest(60)
        if files:
            from_the_mailbox(made)
        proved(made, f"F03 {place} {way}", began, doubles=1)


def run(made, *words, **env):
    """Run a program to its end, first broken as told and then whole; what the first said on leaving."""
    first = made.start(*words, kept=False, **env)
    made.until(lambda: first.popen.poll() is not None, 120)
    return first.popen.returncode


def broken_then_whole(made, words, place, way, nth, half):
    """Break a program at a place, look that nothing is half done, and run it again; asleep, the second runs beside it."""
    said = {"FAILPOINTS": f"{place}={way}@{nth}"}
    if way.startswith("sleep"):
        first = made.start(*words, kept=False, **said)
        made.pause(2)
        second = run(made, *words)
        made.until(lambda: first.popen.poll() is not None, 120)
        return first.popen.returncode, second
    code = run(made, *words, **said)
    assert code == KILLED if way == "exit" else code > 0
    half()
    return code, run(made, *words)


@pytest.mark.fault("F03")
@pytest.mark.fault("F24")
@pytest.mark.parametrize("way", KILL_ONLY)
def test_a_merge_broken_in_the_middle(stage, parts, way):
    with stage(NUMBER) as made:
        parts.manage("-m", "tests.chaos.verbs", "pair", str(NUMBER), database=made.database)
        rows = """select count(*) from patients_contactpoint c join patients_patient p on p.id = c.patient_id
                   where p.given = '{given}' and p.family = 'Twice'"""

        def half():
            assert made.one(rows.format(given="Gone")) == NUMBER
            assert made.one("select count(*) from patients_merge") == 0

        words = ("-m", "tests.chaos.verbs", "merge", "0")
        codes = broken_then_whole(made, words, "merge.moved", way, 1, half)
        # Of two at once one joins them and the other is told; after a break the second does all of it.
        assert codes.count(0) == 1
        assert made.one("select count(*) from patients_merge where status = 'done'") == 1
        assert (made.one(rows.format(given="Kept")), made.one(rows.format(given="Gone"))) == (2 * NUMBER, 0)


@pytest.mark.fault("F03")
@pytest.mark.parametrize("way", KILL_ONLY)
@pytest.mark.parametrize("place", ["feed.applying", "feed.settled"])
def test_a_feed_broken_before_its_answer(stage, place, way):
    """Before the message's own commit nothing of it is there; after it, the sender's repeat changes nothing."""
    with stage(NUMBER) as made:
        story = made.folder / "feed.hl7"
        facts = (
            {"visit": f"V{n}", "number": f"M{n}^^^NGH^MR", "name": f"Feed{n}^Ana"} for n in range(NUMBER)
        )
        story.write_bytes(b"\r\r".join(message("A04", **each, place="") for each in facts))
        visits = "select count(*) from encounters_encounter"
        applied = "select count(*) from interop_inbound where status = 'applied'"

        def half():
            assert made.one(visits) == made.one(applied) == (57 if place == "feed.settled" else 56)

        words = ("manage.py", "import_hl7", str(story))
        codes = broken_then_whole(made, words, place, way, 57, half)
        if codes[1]:
            # Beside one that hangs, the second waits no longer than the database lets it, says so, and is run again.
            assert "run the command again" in made.words()
            assert run(made, *words) == 0
        stored = made.one("select count(*) from interop_inbound")
        assert (made.one(visits), made.one(applied), stored) == (NUMBER,) * 3


@pytest.mark.fault("F03")
@pytest.mark.parametrize("way", KILL_ONLY)
def test_a_batch_that_rewrites_rows_broken_in_the_middle(stage, parts, way):
    """The batch is the rotation of the binders' keys: each binder is whole before and after, and the next run ends it."""
    with stage(NUMBER) as made:
        made.env["BINDER_KEY_FILE"] = str(made.folder / "binder.keys")
        keyring.add(made.folder / "binder.keys")
        key = {"BINDER_KEY_FILE": made.env["BINDER_KEY_FILE"]}
        parts.manage("-m", "tests.chaos.verbs", "binders", str(NUMBER), database=made.database, **key)
        keyring.add(made.folder / "binder.keys")
        by_key = "select count(*) filter (where key_id = 'k1'), count(*) filter (where key_id = 'k2') from advocacy_binderkey"

        def half():
            assert made.sql(by_key)[0] == (NUMBER - 57, 57)

        words = ("manage.py", "rotate_binder_keys")
        codes = broken_then_whole(made, words, "binder.rewrapped", way, 57, half)
        assert codes[1] == 0, made.words()
        assert made.sql(by_key)[0] == (0, NUMBER)
