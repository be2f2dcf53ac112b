"""Notes: drafted, rewritten while they are drafts, signed once, then only added to or marked wrong."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import action, keep
from core.refusals import Refused
from notes import writers
from notes.models import CaseNote, NoteAddendum, Status
from patients.models import Case


@action("edit_notes")
def write_note(case: Case, *, by: Any, kind: str, text: str, label: str = "", sign: bool = False) -> CaseNote:
    """Begin a note as its author's draft, or sign it at once."""
    _must_be_theirs_to_write(case, by, kind, label)
    _must_say_something(text)
    note = CaseNote(case=case, created_by=by, kind=kind, label=label, text=text)
    if sign:
        note.status, note.signed_at, note.signed_by = Status.SIGNED, clock.now(), by
    return keep(note)


@action("edit_notes", moves={Status.DRAFT: Status.DRAFT})
def rewrite_note(note: CaseNote, *, by: Any, kind: str, text: str, label: str = "") -> CaseNote:
    """Change a draft: its words, its kind, its protection."""
    _must_stand(note)
    _must_be_theirs_to_write(note.case, by, kind, label)
    _must_say_something(text)
    note.kind, note.label, note.text = kind, label, text
    return note


@action("edit_notes", moves={Status.DRAFT: Status.SIGNED})
def sign_note(note: CaseNote, *, by: Any) -> CaseNote:
    """Put the note on record under one's name; from now on it is only added to."""
    _must_stand(note)
    _must_be_theirs_to_write(note.case, by, note.kind, note.label)
    note.signed_at, note.signed_by = clock.now(), by
    return note


@action("edit_notes", moves={Status.SIGNED: Status.SIGNED})
def add_addendum(note: CaseNote, *, by: Any, text: str) -> NoteAddendum:
    """Add words to a signed note, with the time and name of whoever adds them."""
    _must_stand(note)
    _must_say_something(text)
    return keep(NoteAddendum(case=note.case, note=note, text=text, at=clock.now(), written_by=by))


@action("edit_notes")
def mark_note_wrong(note: CaseNote, *, by: Any, why: str) -> CaseNote:
    """Say that a note is wrong (another patient's, or not true): it stays, struck through, with who said so and why."""
    _must_stand(note)
    if note.created_by_id != by.pk:
        raise Refused(_("Only who wrote a note marks it as wrong. Add an addendum, or ask them."))
    if not why.strip():
        raise Refused(_("Say what is wrong with it."), field="why")
    note.error_at, note.error_by, note.error_reason = clock.now(), by, why
    return note


def _must_stand(note: CaseNote) -> None:
    if note.wrong:
        raise Refused(_("This note was marked as wrong. Write a new one."))


def _must_say_something(text: str) -> None:
    if not text.strip():
        raise Refused(_("Write the words before saving them."), field="text")


def _must_be_theirs_to_write(case: Case, by: Any, kind: str, label: str) -> None:
    if kind not in writers.kinds(by, case):
        raise Refused(_("Your role on this case does not write this kind of note."), field="kind")
    if label and label not in writers.labels(by, case):
        raise Refused(
            _(
                "A note under this protection could not be read, by you either: no consent of the patient names it."
            ),
            field="label",
        )
