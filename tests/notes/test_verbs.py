"""Notes are drafted, signed, added to and taken back; nothing signed ever changes."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.permissions import Role
from audit.models import Event
from core.refusals import Denied, Refused
from notes import actions
from notes.models import CaseNote, NoteAddendum
from tests.conftest import THEN

pytestmark = pytest.mark.django_db


def test_a_draft_is_rewritten_until_it_is_signed(draft, manager):
    actions.rewrite_note(draft, by=manager, kind="general", text="She wants to go home")
    note = actions.sign_note(draft, by=manager)
    assert (note.text, note.signed_by, note.signed_at) == ("She wants to go home", manager, THEN)
    with pytest.raises(Refused):
        actions.rewrite_note(note, by=manager, kind="general", text="Something else")
    with pytest.raises(Refused):
        actions.sign_note(note, by=manager)


def test_signed_at_once(case, worker):
    note = actions.write_note(case, by=worker, kind="psychosocial", text="Lives alone", sign=True)
    assert (note.status, note.signed_by) == ("signed", worker)


@pytest.mark.fault("F17")
@pytest.mark.parametrize(
    "column",
    ["text = 'x'", "kind = 'psychosocial'", "label = 'sens'", "status = 'draft', signed_at = null, signed_by_id = null",
     "from_advocate = true", "signed_at = signed_at + interval '1 second'"],
)  # fmt: skip
def test_the_database_keeps_a_signed_note_as_it_is(signed, column):
    with (
        pytest.raises(DatabaseError, match="Cannot update"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update notes_casenote set {column} where id = %s", [signed.pk])


def test_the_database_keeps_authors_and_cases_too(signed, nurse):
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        CaseNote.objects.filter(pk=signed.pk).update(created_by=nurse, signed_by=nurse)


def test_no_note_and_no_addendum_is_ever_deleted(draft, signed, manager):
    added = actions.add_addendum(signed, by=manager, text="He agrees")
    for table, key in (("notes_noteaddendum", added.pk), ("notes_casenote", signed.pk)):
        with (
            pytest.raises(DatabaseError, match=r"Cannot (update or )?delete"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"delete from {table} where id = %s", [key])
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        NoteAddendum.objects.filter(pk=added.pk).update(text="She does not")


def test_addenda_carry_their_own_name_and_time(signed, nurse, at):
    at(THEN.replace(hour=18))
    added = actions.add_addendum(signed, by=nurse, text="Daughter called: Saturday is better")
    assert (added.written_by, added.at) == (nurse, THEN.replace(hour=18))


def test_a_draft_takes_no_addendum(draft, manager):
    with pytest.raises(Refused):
        actions.add_addendum(draft, by=manager, text="More")


def test_a_note_is_taken_back_by_its_author_once(signed, manager, nurse):
    with pytest.raises(Refused, match="Only who wrote"):
        actions.mark_note_wrong(signed, by=nurse, why="Not so")
    note = actions.mark_note_wrong(signed, by=manager, why="Other patient")
    assert (note.wrong, note.error_by, note.text) == (True, manager, "She wants to go home on Friday")
    for verb, facts in (
        (actions.mark_note_wrong, {"why": "Again"}),
        (actions.add_addendum, {"text": "More"}),
    ):
        with pytest.raises(Refused, match="marked as wrong"):
            verb(signed, by=manager, **facts)


WRITES = {
    Role.CASE_MANAGER: {"general"},
    Role.NURSE: {"general"},
    Role.COORDINATOR: {"general"},
    Role.SOCIAL_WORKER: {"general", "psychosocial", "psychotherapy"},
    Role.CONSULTANT: {"general", "psychotherapy", "sud_counselling"},
}


@pytest.mark.parametrize("role", WRITES)
@pytest.mark.parametrize("kind", ["general", "psychosocial", "psychotherapy", "sud_counselling"])
def test_who_writes_what(role, kind, case, on_team):
    user = on_team(role)
    if kind in WRITES[role]:
        assert actions.write_note(case, by=user, kind=kind, text="Words").created_by == user
    else:
        with pytest.raises(Refused) as refusal:
            actions.write_note(case, by=user, kind=kind, text="Words")
        assert refusal.value.field == "kind"


def test_supervisors_and_former_colleagues_do_not_write(case, supervisor, worker):
    from teams.actions import stand_down

    with pytest.raises(Denied):
        actions.write_note(case, by=supervisor, kind="general", text="Words")
    stand_down(worker.assignments.get(), by=supervisor, why="Moved on")
    with pytest.raises(Denied):
        actions.write_note(case, by=worker, kind="psychotherapy", text="Words")


def test_one_protects_only_what_one_may_read(case, worker, consent):
    with pytest.raises(Refused) as refusal:
        actions.write_note(case, by=worker, kind="general", text="Words", label="42cfr2")
    assert refusal.value.field == "label"
    consent("42cfr2")
    assert actions.write_note(case, by=worker, kind="general", text="Words", label="42cfr2").label == "42cfr2"


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_note_is_refused_beside_its_field(case, manager, draft, text):
    signed = actions.write_note(case, by=manager, kind="general", text="Slept well", sign=True)
    for verb, target, facts in (
        (actions.write_note, case, {"kind": "general", "sign": True}),
        (actions.rewrite_note, draft, {"kind": "general"}),
        (actions.add_addendum, signed, {}),
    ):
        with pytest.raises(Refused) as wrong:
            verb(target, by=manager, text=text, **facts)
        assert wrong.value.field == "text"


def test_a_note_is_not_marked_as_wrong_without_saying_why(signed, manager):
    with pytest.raises(Refused) as wrong:
        actions.mark_note_wrong(signed, by=manager, why="  ")
    assert wrong.value.field == "why"


def test_a_colleague_can_neither_see_nor_sign_a_draft(draft, nurse):
    with pytest.raises(Denied):
        actions.sign_note(draft, by=nurse)
    with pytest.raises(Denied):
        actions.rewrite_note(draft, by=nurse, kind="general", text="Mine")


def test_the_trail_names_the_verb_and_holds_no_words(case, worker):
    note = actions.write_note(case, by=worker, kind="psychotherapy", text="A secret of hers", sign=True)
    actions.mark_note_wrong(note, by=worker, why="Another secret")
    told = [str(vars(event)) for event in Event.objects.filter(verb__startswith="notes.")]
    assert len(told) == 2
    assert "secret" not in "".join(told)
