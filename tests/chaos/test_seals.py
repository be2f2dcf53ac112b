"""The trail under writers, a sealer that dies, and six kinds of tampering: what was sealed is proved, what was changed is named."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from audit import anchors, keyring, merkle, sealing, sweeps, verifying
from audit.models import Event, Seal

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AT = datetime(2026, 11, 3, 15, tzinfo=UTC)


@pytest.fixture
def keys(settings, tmp_path):
    settings.AUDIT_KEY_FILE = str(tmp_path / "audit.keys")
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "anchors")
    keyring.add(settings.AUDIT_KEY_FILE)
    return lambda: keyring.read(settings.AUDIT_KEY_FILE)


def write(number: int, who: str = "writer") -> None:
    for n in range(number):
        Event.objects.create(at=AT, actor=who, verb=f"chaos.{n}", outcome="done")


def sealed(keys, number: int) -> None:
    """Seal until that many rows are under seals; other databases of this server may hold the horizon back a moment."""
    for _ in range(300):
        sealing.seal_all()
        if sum(len(seal.ids) for seal in Seal.objects.all()) >= number:
            return
        time.sleep(0.1)
    raise AssertionError("The rows were not sealed.")


def found(keys, **how) -> list[str]:
    return [fault.what for fault in verifying.faults(keys(), verifying.Report(), **how)]


def by_the_owner(sql: str, values: object = None) -> None:
    """What only somebody with the owner's password can do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(sql, values)


def some(number: int = 1) -> list[object]:
    return list(Event.objects.order_by("id").values_list("pk", flat=True)[10 : 10 + number])


@pytest.fixture
def trail(keys):
    """Thirty rows under three seals and an anchor, verified."""
    for n in (10, 20, 30):
        write(10)
        sealed(keys, n)
    anchors.drop()
    assert found(keys) == []
    return keys


def test_a_changed_field_is_named(trail):
    (row,) = some()
    by_the_owner("update audit_event set reason = 'nothing happened' where id = %s", [row])
    faults = list(verifying.faults(trail(), verifying.Report()))
    assert [(fault.row, fault.what) for fault in faults] == [(row, "was changed")]


def test_a_removed_row_is_named(trail):
    (row,) = some()
    by_the_owner("delete from audit_event where id = %s", [row])
    faults = list(verifying.faults(trail(), verifying.Report()))
    assert [(fault.row, fault.what) for fault in faults] == [(row, "is gone")]


def test_the_newest_rows_removed(trail):
    by_the_owner("delete from audit_event where id in (select id from audit_event order by id desc limit 3)")
    assert found(trail) == ["is gone"] * 3


def test_a_row_removed_with_its_seal(trail):
    middle = Seal.objects.get(n=2)
    by_the_owner("delete from audit_event where id = any (%s)", [middle.ids])
    by_the_owner("delete from audit_seal where n = 2")
    assert "is missing" in found(trail)


def test_the_last_rows_removed_with_their_seal_are_found_by_the_anchor(trail, settings):
    newest = Seal.objects.latest("n")
    by_the_owner("delete from audit_event where id = any (%s)", [newest.ids])
    by_the_owner("delete from audit_seal where n = %s", [newest.n])
    assert found(trail) == []
    outside = list(anchors.read(settings.AUDIT_ANCHOR_FILE))
    assert found(trail, anchors=outside) == [
        "is anchored outside and missing here: the end of the trail is gone"
    ]


def test_a_chain_made_anew_without_the_key(trail):
    (row,) = some()
    by_the_owner("update audit_event set actor = 'somebody else' where id = %s", [row])
    by_the_owner("delete from audit_seal")
    forged = keyring.Keyring("k1", {"k1": b"x" * 32})
    while sealing.seal_next(forged):
        pass
    assert "was not made with the key, or was changed" in found(trail)


def test_a_copy_of_yesterday_is_found_by_the_anchor(trail, settings):
    """What was written since the copy is gone and other rows have been written and sealed with the true key."""
    newest = Seal.objects.latest("n")
    by_the_owner("delete from audit_event where id = any (%s)", [newest.ids])
    by_the_owner("delete from audit_seal where n = %s", [newest.n])
    write(5, "after the restore")
    sealed(trail, 30 - len(newest.ids) + 5)
    assert found(trail) == []
    outside = list(anchors.read(settings.AUDIT_ANCHOR_FILE))
    assert found(trail, anchors=outside) == ["differs from its anchor: the chain was made anew"]


def test_a_row_put_in_afterwards(trail):
    first = Seal.objects.get(n=1)
    by_the_owner(
        "insert into audit_event (id, at, actor, role, verb, outcome, target, objects_seen, patient_ids, fields, moved,"
        " permission, reason, request_id, route, source, session, xact) select gen_random_uuid(), at, actor, role, verb,"
        " outcome, target, objects_seen, patient_ids, fields, moved, permission, reason, request_id, route, source,"
        " session, xact from audit_event where id = %s",
        [first.ids[0]],
    )
    assert found(trail) == ["was put in after the seal"]


def test_the_command_says_what_it_read_and_ends_badly_when_it_must(trail, settings, capsys):
    keyring.add(settings.AUDIT_KEY_FILE)  # rotated: what is older keeps its key
    write(3)
    sealed(trail, 33)
    assert set(Seal.objects.values_list("key_id", flat=True)) == {"k1", "k2"}
    call_command("verify_audit", anchor=settings.AUDIT_ANCHOR_FILE)
    assert "33 rows, 0 not sealed yet, 1 anchors" in capsys.readouterr().out
    (row,) = some()
    by_the_owner("update audit_event set verb = 'x' where id = %s", [row])
    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_audit")
    assert str(row) in capsys.readouterr().err
    settings.AUDIT_KEY_FILE = ""
    with pytest.raises(CommandError, match="No key file is named"):
        call_command("verify_audit")
    assert sweeps.seal() == 0


def test_sealing_that_stands_still_is_a_fault(trail):
    write(1)
    by_the_owner(
        "update audit_event set recorded_at = recorded_at - interval '10 minutes' where actor = 'writer'"
        " and id = (select id from audit_event order by id desc limit 1)"
    )
    assert any("sealing stands still" in what for what in found(trail))


def test_no_late_commit_slips_in_behind_a_seal(keys):
    """A transaction that began before a seal and ends after it is under the next one."""
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            write(1, "late")
            begun.set()
            go_on.wait(30)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    begun.wait(30)
    write(5, "early")
    sealing.seal_all()
    go_on.set()
    thread.join()
    sealed(keys, 6)
    assert found(keys) == []
    assert sum(len(seal.ids) for seal in Seal.objects.all()) == 6


SEALER = """
import django; django.setup()
from audit import keyring, sealing
from django.conf import settings
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
while True:
    sealing.seal_next(keyring.read(settings.AUDIT_KEY_FILE), batch=50)
"""


def test_eight_writers_and_a_sealer_killed_five_times(keys, settings):
    """4,000 rows from eight hands (a fifth of the yearly long form's 20,000), the sealer killed five times: all hold."""
    each, hands = 500, 8
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "casemgmt.settings",
        "AUDIT_KEY_FILE": settings.AUDIT_KEY_FILE,
    }

    def work(n: int) -> None:
        write(each, f"hand {n}")
        connection.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(hands)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        sealer = subprocess.Popen(
            [sys.executable, "-c", SEALER.format(name=connection.settings_dict["NAME"])], env=env
        )
        time.sleep(1.5)
        sealer.send_signal(signal.SIGKILL)
        sealer.wait()
    for thread in threads:
        thread.join()
    sealed(keys, each * hands)
    assert found(keys) == []
    under = [key for seal in Seal.objects.all() for key in seal.ids]
    assert len(under) == len(set(under)) == Event.objects.count() == each * hands


def test_a_restored_copy_that_counts_anew_goes_on_by_time(trail):
    """After a logical restore transactions count from the beginning: the next seal opens an era and misses nothing."""
    before = Seal.objects.latest("n")
    by_the_owner("update audit_seal set past_xact = past_xact + 1000000000 where n = %s", [before.n])
    write(4, "in the new cluster")
    for _ in range(300):
        if sealing.seal_all():
            break
        time.sleep(0.1)
    first = Seal.objects.get(n=before.n + 1)
    assert (first.first_xact, first.era_at) == (0, before.at)
    sealed(trail, 34)
    assert Event.objects.count() == 34


def test_the_root_tells_leaves_from_nodes_and_their_order():
    leaves = [bytes([n]) * 32 for n in range(5)]
    assert len({merkle.root(leaves[:n]) for n in range(6)} | {merkle.root(leaves[::-1])}) == 7
