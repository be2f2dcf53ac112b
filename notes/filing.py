"""Words that reach the record signed, written by a verb of another table: shared by verbs, itself none."""

from typing import Any

from core import clock
from core.actions import keep
from notes.models import CaseNote, Kind, Status
from patients.models import Case


def file_words(case: Case, *, by: Any, text: str) -> CaseNote:
    """A signed general note of the words that a patient advocate gives to the team."""
    return keep(
        CaseNote(
            case=case,
            created_by=by,
            kind=Kind.GENERAL,
            text=text,
            from_advocate=True,
            status=Status.SIGNED,
            signed_at=clock.now(),
            signed_by=by,
        )
    )
