"""A binder is opened on consent, written in, given to the team in parts, handed over whole, and closed with the consent."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.permissions import Role
from advocacy import actions, reading, sealing, standing
from advocacy.models import Binder, BinderEntry, BinderKey
from advocacy.standing import Standing
from audit.models import Event
from core.access import OWN, held, visible_to
from core.refusals import Denied, Refused
from notes.models import CaseNote
from patients.actions import revoke_consent
from patients.models import Consent, Disclosure
from teams.models import AccessBlock
from tests.advocacy.conftest import CANARY
from tests.conftest import THEN

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words(binder):
    return [each.words for each in reading.opened(binder, binder.entries.order_by("pk"), sealing.ring())]


def test_what_is_put_in_comes_out_for_the_advocate(binder, entry, advocate):
    actions.add_entry(binder, by=advocate, kind="right", words="The right to appeal, in Igbo")
    assert words(binder) == [f"{CANARY}: why do I feel so tired?", "The right to appeal, in Igbo"]


def test_nobody_else_holds_a_right_on_it(binder, entry, on_team, supervisor, intake, person, facility):
    people = [on_team(role) for role in (Role.CASE_MANAGER, Role.NURSE, Role.SOCIAL_WORKER, Role.CONSULTANT)]
    people += [person(f"o.{role}", role, facility) for role in (Role.PRIVACY, Role.ADMINISTRATOR)]
    people += [supervisor, intake, person("b.voice", Role.ADVOCATE)]
    for user in people:
        for row in (binder, entry, binder.key):
            assert held(user, row) == frozenset()
            assert not visible_to(type(row), user, OWN).exists()
        for verb, row, facts in (
            (actions.add_entry, binder, {"kind": "note", "words": "x"}),
            (actions.release_entry, entry, {"case": None}),
            (actions.export_binder, binder, {}),
            (actions.rewrap, binder.key, {}),
        ):
            with pytest.raises(Denied):
                verb(row, by=user, **facts)


def test_only_the_client_s_consent_opens_one(case, patient, advocate, on_team):
    nurse = on_team(Role.NURSE)
    with pytest.raises(Denied):
        actions.open_binder(patient, by=advocate)
    with pytest.raises(Refused, match="consent"):
        actions.open_binder(patient, by=nurse)
    assert not Binder.objects.exists()


def test_one_binder_for_one_client(binder, patient, advocate):
    with pytest.raises(ValidationError, match="already"):
        actions.open_binder(patient, by=advocate)


def test_an_entry_goes_to_the_team_as_a_note_in_the_advocate_s_name(binder, entry, advocate, case, on_team):
    given = actions.release_entry(entry, by=advocate, case=case)
    note = CaseNote.objects.get()
    assert (given.released_as, note.text, note.kind, note.from_advocate) == (
        note,
        words(binder)[0],
        "general",
        True,
    )
    assert (note.created_by, note.signed_by, note.status) == (advocate, advocate, "signed")
    nurse = on_team(Role.NURSE)
    assert list(visible_to(CaseNote, nurse)) == [note]
    with pytest.raises(Refused, match="already"):
        actions.release_entry(entry, by=advocate, case=case)


def test_not_to_another_patient_s_team(entry, advocate, facility, team, intake):
    from patients.actions import open_case
    from patients.models import Patient

    other = Patient.objects.create(facility=facility, family="Else", given="One", search_name="else one")
    with pytest.raises(Refused) as refusal:
        actions.release_entry(entry, by=advocate, case=open_case(other, by=intake, team=team))
    assert refusal.value.field == "case"


def test_a_question_is_answered_once(binder, entry, advocate):
    assert actions.answer_question(entry, by=advocate).answered_at == THEN
    with pytest.raises(Refused):
        actions.answer_question(entry, by=advocate)
    note = actions.add_entry(binder, by=advocate, kind="note", words="x")
    with pytest.raises(Refused):
        actions.answer_question(note, by=advocate)


def test_after_the_consent_it_is_handed_over_for_thirty_days_and_then_closed(
    binder, entry, advocate, consent, intake, at, case
):
    assert standing.of(binder) is Standing.LIVE
    revoke_consent(consent, by=intake, reason="asked")
    assert standing.of(binder) is Standing.LEAVING
    for verb, row, facts in (
        (actions.add_entry, binder, {"kind": "note", "words": "x"}),
        (actions.answer_question, entry, {}),
        (actions.release_entry, entry, {"case": case}),
    ):
        with pytest.raises(Refused, match="has ended"):
            verb(row, by=advocate, **facts)
    at(THEN + 30 * DAY - timedelta(seconds=1))
    assert actions.export_binder(binder, by=advocate).bundle.number == 1
    at(THEN + 30 * DAY)
    assert standing.of(binder) is Standing.CLOSED
    with pytest.raises(Refused, match="closed"):
        actions.export_binder(binder, by=advocate)


def test_a_consent_that_runs_out_counts_from_its_end(binder, consent, at):
    Consent.objects.filter(pk=consent.pk).update(ends_at=THEN + DAY)
    at(THEN + 2 * DAY)
    assert standing.of(binder) is Standing.LEAVING
    at(THEN + 31 * DAY)
    assert standing.of(binder) is Standing.CLOSED


def test_a_new_consent_opens_the_same_binder_again(binder, entry, advocate, consent, intake, patient, at):
    revoke_consent(consent, by=intake)
    at(THEN + 60 * DAY)
    facts = {"purpose": "advocacy", "to_user": advocate, "classes": ["plan"], "method": "signed"}
    Consent.objects.create(patient=patient, starts_at=THEN + 59 * DAY, **facts)
    assert standing.of(binder) is Standing.LIVE
    assert len(words(binder)) == 1


def test_a_blocked_advocate_opens_nothing(binder, advocate, patient, intake):
    AccessBlock.objects.create(patient=patient, user=advocate, why="asked", starts_at=THEN, created_by=intake)
    assert standing.of(Binder.objects.get()) is Standing.CLOSED


def test_the_whole_binder_leaves_as_one_file_and_on_record(binder, entry, advocate, on_team, consent):
    actions.add_entry(binder, by=advocate, kind="option", words="Stay <b>home</b> with help, or rehab")
    with pytest.raises(Denied):
        actions.add_entry(binder, by=on_team(Role.NURSE), kind="note", words="x")
    from audit import record

    record.denied("view", binder, by=on_team(Role.SOCIAL_WORKER), at=THEN)
    given = actions.export_binder(binder, by=advocate)
    archive = zipfile.ZipFile(io.BytesIO(given.bundle.content))
    assert set(archive.namelist()) == {"binder.html", "binder.json", "SHA256SUMS"}
    data = json.loads(archive.read("binder.json"))
    assert [each["words"] for each in data["entries"]] == words(binder)
    assert [each["kind"] for each in data["entries"]] == ["question", "option"]
    assert [each["who"] for each in data["attempts"]] == ["T Social_Worker"]
    page = archive.read("binder.html").decode()
    assert CANARY in page
    assert "Stay &lt;b&gt;home" in page
    assert "T Social_Worker" in page
    for line in archive.read("SHA256SUMS").decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    row = Disclosure.objects.get()
    assert (row.consent, row.given_by) == (consent, advocate)
    assert hashlib.sha256(archive.read("binder.json")).hexdigest() in row.what
    assert CANARY not in row.what
    assert Event.objects.filter(verb="advocacy.export_binder", outcome="done").exists()


def test_the_database_keeps_what_was_sealed(binder, entry):
    for change in ({"sealed": b"x"}, {"kind": "note"}, {"written_at": THEN - DAY}):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            BinderEntry.objects.filter(pk=entry.pk).update(**change)
    for row in (entry, BinderKey.objects.get()):
        with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()


def test_joining_records_takes_the_binder_along(binder, entry, patient, facility, person, consent):
    from patients.actions import merge
    from patients.models import Patient

    kept = Patient.objects.create(
        facility=facility, family="Okafor", given="Amara", search_name="okafor amara"
    )
    merge(kept, by=person("m.desk", Role.SUPERVISOR, facility), retired=patient, reason="The same person")
    found = Binder.objects.select_related("patient").get()
    assert found.patient == kept
    assert standing.of(found) is Standing.LIVE
    assert len(words(found)) == 1
