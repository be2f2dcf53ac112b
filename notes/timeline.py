"""What the timeline tells of notes: that one was signed or added to, never its words, and only to who may read it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.access import visible_among
from core.timeline import Line, Said, lines, source
from notes.models import CaseNote, Kind, NoteAddendum, Status
from patients.models import Case


def _kind(line: Line) -> str:
    return str(Kind(line.code).label)


def _signed(line: Line) -> Said:
    return Said(_("Note signed: %(kind)s") % {"kind": _kind(line)}, tone="blue")


@source("notesigned", kind="notes", icon="notebook-pen", perm="view_notes", say=_signed, personal=True)
def signed(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = CaseNote.objects.filter(case=case, status=Status.SIGNED)
    return lines(visible_among(rows, reader), "signed_at", who="signed_by__name", code="kind")


def _added(line: Line) -> Said:
    return Said(_("Note added to: %(kind)s") % {"kind": _kind(line)})


@source("noteadded", kind="notes", icon="file-plus", perm="view_notes", say=_added, personal=True)
def added(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = NoteAddendum.objects.filter(case=case)
    return lines(visible_among(rows, reader), "at", who="written_by__name", code="note__kind")


def _taken_back(line: Line) -> Said:
    return Said(_("Note marked as wrong: %(kind)s") % {"kind": _kind(line)}, tone="orange")


@source("notewrong", kind="notes", icon="file-x", perm="view_notes", say=_taken_back, personal=True)
def taken_back(case: Case, *, reader: Any) -> QuerySet[Any, Any]:
    rows = CaseNote.objects.filter(case=case, status=Status.SIGNED)
    return lines(visible_among(rows, reader), "error_at", who="error_by__name", code="kind")
