"""Stored first, applied after: repeats, reused control ids, interruptions, and two connections at once."""

from threading import Barrier, Thread

import pytest
from django.db import connection, transaction

from audit.models import Event
from core.failpoints import Broken
from encounters.models import Encounter
from interop import door, sweeps
from interop.models import Inbound, Tombstone
from patients.models import Patient
from tests.interop.stories import message

Status = Inbound.Status


@pytest.mark.fault("F19")
@pytest.mark.django_db
def test_the_same_message_again_changes_nothing(bring):
    raw = message("A01")
    first, again = bring(raw), bring(raw.replace(b"\r", b"\r\n"))

    assert (again.pk, again.status, again.repeats) == (first.pk, Status.APPLIED, 1)
    assert (Inbound.objects.count(), Patient.objects.count()) == (1, 1)
    assert Encounter.objects.get().movements.count() == 1


@pytest.mark.django_db
def test_a_control_id_used_again_waits_for_a_person(bring, intake):
    from interop import actions

    bring("A01", control="C77")
    other = bring("A08", at=2, control="C77", name="Roe^Anna")
    assert (other.status, other.issues.get().place) == (Status.PARKED, "MSH-10")
    assert Patient.objects.get().given == "Ana"

    done = door.settle(actions.replay(other, by=intake))
    assert (done.status, done.issues.get().status) == (Status.APPLIED, "fixed")
    assert Patient.objects.get().given == "Anna"


@pytest.mark.django_db
def test_a_retry_is_safe_and_works_once_the_cause_is_gone(bring, intake, facility):
    from interop import actions

    failed = bring("A01", more=(), place="4W", visit="V9" * 50)
    assert failed.status == Status.FAILED
    still = door.settle(actions.replay(failed, by=intake))
    assert (still.status, still.attempts, still.issues.filter(status="open", severity="error").count()) == (
        Status.FAILED,
        2,
        1,
    )


@pytest.mark.django_db
def test_the_trail_names_every_step_and_no_value(bring):
    bring("A01")
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {
        "interop.receive",
        "interop.apply",
        "patients.register",
        "encounters.admit",
        "intake.receive",
    } <= verbs
    assert not Event.objects.filter(reason__contains="Roe").exists()


@pytest.mark.django_db(transaction=True)
def test_killed_between_storing_and_applying_it_is_applied_later(bring, settings, at):
    from datetime import timedelta

    from core import clock

    settings.FAILPOINTS = {"feed.stored": "raise"}
    with pytest.raises(Broken):
        bring("A01")
    left = Inbound.objects.get()
    assert (left.status, Patient.objects.count()) == (Status.RECEIVED, 0)

    settings.FAILPOINTS = {}
    at(clock.now() + timedelta(minutes=5))
    assert sweeps.settle_interrupted() == 1
    left.refresh_from_db()
    assert (left.status, Patient.objects.count()) == (Status.APPLIED, 1)
    assert sweeps.settle_interrupted() == 0


@pytest.mark.django_db(transaction=True)
def test_killed_while_applying_nothing_of_it_is_there(bring, monkeypatch):
    from interop.inbound import visits

    def die(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(visits, "update", die)
        with pytest.raises(KeyboardInterrupt):
            bring("A01")
    assert (Inbound.objects.get().status, Patient.objects.count()) == (Status.RECEIVED, 0)
    # The sender got no answer and sends it again.
    assert door.settle(Inbound.objects.get()).status == Status.APPLIED


@pytest.mark.django_db
def test_what_an_interruption_left_waiting_is_found_by_the_sweep(bring, monkeypatch):
    bring("A03", at=5, left=5, disposition="01")
    monkeypatch.setattr(door, "waiting_for", lambda _message: [])
    bring("A01")
    assert Tombstone.objects.get().used is False

    assert sweeps.settle_interrupted() == 1
    assert (Tombstone.objects.get().used, Encounter.objects.get().status) == (True, "finished")


@pytest.mark.django_db(transaction=True)
def test_two_connections_bring_messages_of_one_new_patient(account, facility):
    raws = [message("A01"), message("A08", at=1, name="Roe^Anna")]
    start, problems = Barrier(2), []

    def work(raw: bytes) -> None:
        try:
            start.wait()
            door.deliver(raw, facility=facility, account=account)
        except Exception as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(raw,)) for raw in raws]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert set(Inbound.objects.values_list("status", flat=True)) == {Status.APPLIED}
    assert Patient.objects.get().given == "Anna"
    assert Encounter.objects.get().status == "in_progress"


@pytest.mark.django_db(transaction=True)
def test_the_message_is_on_disk_before_it_is_applied(bring, monkeypatch):
    seen = []
    monkeypatch.setattr(
        door, "settle", lambda row: seen.append((connection.in_atomic_block, row.status)) or row
    )
    bring("A01")

    assert seen == [(False, Status.RECEIVED)]
    with transaction.atomic():
        assert bytes(Inbound.objects.get().raw).startswith(b"MSH")
