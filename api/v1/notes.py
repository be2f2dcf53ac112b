"""Notes and what was added to them. The advocate's binder is not here on purpose: its words leave by its own pages alone."""

from api.nouns import Noun, Verb
from notes import actions
from notes.models import CaseNote, NoteAddendum
from patients.models import Case

NOTE = Noun(
    "notes",
    CaseNote,
    (
        "id version case kind label text from_advocate status created_by created_at signed_at signed_by"
        " error_at error_by error_reason"
    ).split(),
    create=Verb("write", actions.write_note, CaseNote),
    within=("case", Case),
    verbs=(
        Verb("rewrite", actions.rewrite_note),
        Verb("sign", actions.sign_note),
        Verb("add-addendum", actions.add_addendum, NoteAddendum),
        Verb("mark-wrong", actions.mark_note_wrong),
    ),
    filters=("case", "kind", "status"),
)
ADDENDUM = Noun(
    "note-addenda", NoteAddendum, ("id", "case", "note", "text", "at", "written_by"), filters=("case", "note")
)
NOUNS = (NOTE, ADDENDUM)
