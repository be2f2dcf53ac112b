"""F13, F12: the mail server away, hung, slow, refusing and forgetful; and a disk that is full."""

import os
import subprocess
import time
from contextlib import contextmanager

import pytest

from tests.chaos.conftest import NUMBER, WHOLE
from tests.worklist.sinks import gateway

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
# One second of these tests is a minute of the house: its only clock is the database's, and that one runs faster here.
FASTER = 60
RELAYS = 2
LONG = 900 if WHOLE else 200
TEXTS = "select count(*) from worklist_outbox where channel = 'sms' and status = 'sent'"
DEAD = "select count(*) from worklist_outbox where status = 'dead'"
SECRET = "s" * 40


@pytest.mark.fault("F13")
def test_a_mail_server_in_all_its_moods(stage, proved):
    """Away for ten minutes, slow, refusing half, refusing some for good, cutting off after the text, hung; then well."""
    with gateway() as texts:
        env = {"OUTBOX_LEASE_SECONDS": str(15 * FASTER), "SMS_URL": texts.url, "SMS_SECRET": SECRET}
        with stage(**env) as made:
            made.hurry(FASTER)
            began, wanted = time.monotonic(), NUMBER // 20
            made.sink.kept = False
            made.sink.kill()
            for _ in range(RELAYS):
                made.relay()
            # In the application at once, and by text message as if nothing were wrong.
            made.until(lambda: made.ledger.now()["told"] == NUMBER, LONG)
            made.until(lambda: made.one(TEXTS) == wanted, 60)
            assert made.ledger.sent() == 0
            made.pause(max(0.0, began + 10 - time.monotonic()))
            made.sink = made.mail_server()
            moods = {"slow 0.3": 5, "refuse 0.5 451": 4, "refuse 0.05 554": 4, "cut 0.1": 4}
            for mood, seconds in moods.items():
                made.mood(mood)
                made.pause(seconds)
            made.mood("ok")
            if WHOLE:
                # Hung for longer than anybody waits: what was on the line may be taken when it comes to itself.
                made.sink.stop()
                made.pause(12)
                made.sink.go_on()
            made.rest(LONG)
            dead = made.one(DEAD)
            # What was refused for good is given up in plain sight: its addressee and a supervisor were told.
            shown = made.one("select count(*) from worklist_notification where source like 'undelivered%'")
            assert bool(dead) == bool(shown)
            more = f"{dead} refused for good and shown, {wanted} texts meanwhile"
            proved(
                made,
                "F13 mail away 10 min and in every mood",
                began,
                doubles=made.ledger.withheld() + RELAYS,
                more=more,
            )


@contextmanager
def full_disk(folder):
    """A disk of 200 kB at the mailbox, or where none may be mounted a limit on what a process may write; its name."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(words, capture_output=True).returncode == 0
    try:
        yield "a full disk" if mounted else "RLIMIT_FSIZE (no right to mount)"
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.fault("F12")
def test_a_full_disk_under_the_mailbox(stage, proved):
    """No letter without its row's mark, no mark without its letter, none half written; nothing is lost when there is room."""
    with (
        stage(200, EMAIL_URL="", OUTBOX_LEASE_SECONDS=str(5 * FASTER)) as made,
        full_disk(made.folder / "mail") as how,
    ):
        made.hurry(FASTER)
        began, limited = time.monotonic(), how.startswith("RLIMIT")
        relay = made.relay(kept=False, under=("prlimit", "--fsize=100") if limited else ())
        failed = "select count(*) from worklist_channelstate where failures > 0"
        made.until(lambda: made.one(failed), 60)
        made.pause(2)
        marked, letters = made.ledger.sent(), set((made.folder / "mail").glob("*.eml"))
        assert marked < 200
        assert made.ledger.now()["told"] == 200
        assert all(path.read_bytes().endswith(b"\n") for path in letters)
        if limited:
            relay.kill()
            made.relay()
        else:
            subprocess.run(["mount", "-o", "remount,size=20m", str(made.folder / "mail")], check=True)
        made.rest(120)
        kept = made.folder / "mail"
        letters = [path.read_bytes() for path in kept.glob("*.eml")]
        keys = [text.split(b"Message-ID: ")[1].split(b"\r\n")[0].decode() for text in letters]
        (made.folder / "ledger").write_text("".join(f"0 {key} 0 0\n" for key in keys))
        proved(made, "F12 no room for files", began, more=f"by {how}")
