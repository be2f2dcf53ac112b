"""manage.py import_hl7: files and folders, counts by state, and again without effect."""

from collections import Counter

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import OperationalError

from facilities.models import Facility
from interop import door
from interop.models import Inbound, Issue
from patients.models import Patient
from tests.interop.hl7.messages import SAMPLES
from tests.interop.stories import message

pytestmark = pytest.mark.django_db
# Reasons: docs/hl7.md, "How a message is applied"; reused control ids are common among made-up messages.
SAMPLE_COUNTS = "687 messages: 259 applied, 20 duplicate, 335 ignored, 43 parked, 2 rejected, 28 failed"
RECORD = ("patients", "encounters", "coverage", "intake", "facilities", "directory", "interop")


def rows() -> Counter[str]:
    """How many rows every table of the record has, field history included."""
    found = [model for model in apps.get_models() if model._meta.app_label in RECORD]
    return Counter({model._meta.label: model._default_manager.count() for model in found})


def test_a_folder_is_counted_by_state(tmp_path, facility, packs, capsys):
    raw = message("A01")
    (tmp_path / "one.hl7").write_bytes(raw + b"\r" + message("A03", at=5, left=5, disposition="01"))
    (tmp_path / "two.hl7").write_bytes(raw)
    (tmp_path / "three.hl7").write_bytes(b"PID|nothing here")
    (tmp_path / "notes.txt").write_bytes(b"not looked at")
    call_command("import_hl7", str(tmp_path))

    out, err = capsys.readouterr()
    assert "4 messages: 2 applied, 1 duplicate, 1 rejected" in out
    assert "three.hl7, message 1: rejected: The message does not begin with MSH." in err
    assert Patient.objects.count() == 1


def test_what_cannot_be_read_is_said_before_anything_is_done(tmp_path, facility, packs, capsys):
    with pytest.raises(CommandError, match="neither a file nor a folder"):
        call_command("import_hl7", str(tmp_path / "none.hl7"))
    (tmp_path / "empty.hl7").write_bytes(b"")
    call_command("import_hl7", str(tmp_path / "empty.hl7"))
    assert "holds no message" in capsys.readouterr().err
    (tmp_path / "huge.hl7").write_bytes(message("A01") + b"\rZZZ|" + b"x" * 1_100_000)
    call_command("import_hl7", str(tmp_path / "huge.hl7"))
    assert "larger than 1 MB and was not stored" in capsys.readouterr().err
    assert not Inbound.objects.exists()


def test_a_database_that_does_not_answer_in_time_is_said_and_the_rest_waits_for_a_repeat(
    tmp_path, facility, packs, monkeypatch
):
    (tmp_path / "one.hl7").write_bytes(message("A04"))
    deliver = door.deliver

    def busy(*_args, **_facts):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(door, "deliver", busy)
    with pytest.raises(CommandError, match=r"did not answer in time.*run the command again"):
        call_command("import_hl7", str(tmp_path))
    monkeypatch.setattr(door, "deliver", deliver)
    call_command("import_hl7", str(tmp_path))
    assert Inbound.objects.get().status == "applied"


def test_with_two_facilities_one_is_named(tmp_path, facility, packs):
    Facility.objects.create(code="FAR", name="Far Hospital", zone="America/Phoenix")
    (tmp_path / "one.hl7").write_bytes(message("A01"))
    with pytest.raises(CommandError, match="one of FAR, NGH"):
        call_command("import_hl7", str(tmp_path))
    with pytest.raises(CommandError, match="no facility with the code XYZ"):
        call_command("import_hl7", str(tmp_path), "--facility", "XYZ")
    call_command("import_hl7", str(tmp_path), "--facility", "FAR")
    assert Patient.objects.get().facility.code == "FAR"


@pytest.mark.slow
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="The folder of sample messages is missing.")
def test_the_public_samples_end_in_these_states_and_again_nothing_changes(facility, packs, capsys):
    call_command("import_hl7", str(SAMPLES))
    assert SAMPLE_COUNTS in capsys.readouterr().out
    for row in Inbound.objects.filter(status="failed"):
        assert row.issues.filter(severity=Issue.Severity.ERROR).exclude(segment="").exists(), (
            row.status_reason
        )
    assert not Issue.objects.filter(code="207").exists()

    before = rows()
    call_command("import_hl7", str(SAMPLES))
    changed = {name: after - before[name] for name, after in rows().items() if after != before[name]}
    # A repeat is counted on the message itself; that is all it leaves, with its line of history.
    assert set(changed) <= {"interop.InboundEvent"}
