"""The notes of a case that somebody may read, and what they may do with each."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.db.models import Prefetch, QuerySet

from core.access import visible_among
from notes.models import CaseNote, NoteAddendum, Status
from patients.models import Case

ROWS = 20


def whole(rows: "QuerySet[CaseNote]") -> "QuerySet[CaseNote]":
    """Notes with their author and their addenda, oldest addendum first."""
    addenda = NoteAddendum.objects.select_related("written_by").order_by("at", "pk")
    return rows.select_related("created_by", "error_by").prefetch_related(Prefetch("addenda", addenda))


def page_of(
    case: Case, user: Any, narrow: Callable[[Any], Any], before: str = ""
) -> tuple[list[CaseNote], str]:
    """The newest notes that a filter leaves, and the cursor of the page before them in time.

    BadRequest for a cursor nobody was given.
    """
    rows = narrow(visible_among(CaseNote.objects.filter(case=case), user))
    if before:
        rows = rows.filter(pk__lt=_key(before))
    found = list(whole(rows).order_by("-pk")[: ROWS + 1])
    for note in found:
        note.case = case
    return found[:ROWS], str(found[ROWS - 1].pk) if len(found) > ROWS else ""


def may(note: CaseNote, user: Any, rights: Collection[str]) -> set[str]:
    """What somebody with these rights on the case may do with a note as it stands."""
    sorts = CaseNote.access.sorts
    if note.wrong or sorts is None or "edit_notes" not in sorts.names(note, user, "notes", rights):
        return set()
    found = {"rewrite", "sign"} if note.status == Status.DRAFT else {"addendum"}
    return found | ({"wrong"} if note.created_by_id == user.pk else set())


def _key(cursor: str) -> UUID:
    try:
        return UUID(cursor)
    except ValueError:
        raise BadRequest("This page of the list cannot be read.") from None
