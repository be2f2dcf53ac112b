"""The verbs of notes as forms; each page works without script and goes back to the notes of the case."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import drop_draft
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from notes import actions, forms
from notes.models import CaseNote
from notes.views.reading import CASE, tab_url
from patients.header import case_page, fetch_case
from patients.models import Case
from patients.views.asking import Question, ask, posted


@route(
    "GET", "POST", kind="phi", data="notes", does="notes.write_note", thing="patients.Case", arg="pk",
    event="notes.write_note", parts=("form",),
)  # fmt: skip
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A new note."""
    case = fetch_case(pk, by=request.user)
    form = forms.WriteForm(posted(request), case=case, user=request.user)
    note = attempt(form, actions.write_note, case, by=request.user) if request.method == "POST" else None
    if note:
        drop_draft(request.user, by=request.user, form="note", about=str(case.pk))
        return done(
            request, tab_url(case), _("The note is signed.") if note.signed_at else _("The draft is kept.")
        )
    return _form(request, case, case, actions.write_note, form, _("Write a note"), f"{case.pk}", signs=True)


@route(
    "GET", "POST", kind="phi", data="notes", does="notes.rewrite_note", thing="notes.CaseNote", arg="pk",
    event="notes.rewrite_note", parts=("form",),
)  # fmt: skip
def rewrite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a draft."""
    note = fetch(CaseNote, pk, by=request.user, related=CASE)
    start = {"kind": note.kind, "label": note.label, "text": note.text, "version": note.version}
    form = forms.RewriteForm(posted(request), initial=start, case=note.case, user=request.user)
    if request.method == "POST" and attempt(form, actions.rewrite_note, note, by=request.user):
        drop_draft(request.user, by=request.user, form="note", about=str(note.pk))
        return done(request, tab_url(note.case), _("The draft is kept."))
    return _form(request, note.case, note, actions.rewrite_note, form, _("Change the draft"), f"{note.pk}")


@route(
    "GET", "POST", kind="phi", data="notes", does="notes.sign_note", thing="notes.CaseNote", arg="pk",
    event="notes.sign_note",
)  # fmt: skip
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a draft on record."""
    note = fetch(CaseNote, pk, by=request.user, related=CASE)
    form = forms.Empty(posted(request))
    if request.method == "POST" and attempt(form, actions.sign_note, note, by=request.user):
        return done(request, tab_url(note.case), _("The note is signed."))
    lead = _("Once signed, its words stay as they are; you can only add to them.")
    return _ask(request, note, actions.sign_note, form, _("Sign the note"), lead)


@route(
    "GET", "POST", kind="phi", data="notes", does="notes.add_addendum", thing="notes.CaseNote", arg="pk",
    event="notes.add_addendum",
)  # fmt: skip
def addendum(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add words to a signed note."""
    note = fetch(CaseNote, pk, by=request.user, related=CASE)
    form = forms.AddendumForm(posted(request))
    if request.method == "POST" and attempt(form, actions.add_addendum, note, by=request.user):
        drop_draft(request.user, by=request.user, form="addendum", about=str(note.pk))
        return done(request, tab_url(note.case), _("The addendum is on the note."))
    return _ask(request, note, actions.add_addendum, form, _("Add to the note"), draft="addendum")


@route(
    "GET", "POST", kind="phi", data="notes", does="notes.mark_note_wrong", thing="notes.CaseNote", arg="pk",
    event="notes.mark_note_wrong",
)  # fmt: skip
def wrong(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a note back: it stays, struck through."""
    note = fetch(CaseNote, pk, by=request.user, related=CASE)
    form = forms.WrongForm(posted(request))
    if request.method == "POST" and attempt(form, actions.mark_note_wrong, note, by=request.user):
        return done(request, tab_url(note.case), _("The note is marked as wrong."))
    return _ask(request, note, actions.mark_note_wrong, form, _("Mark as wrong"))


def _form(
    request: HttpRequest,
    case: Case,
    target: Any,
    verb: Any,
    form: Any,
    title: str,
    about: str,
    signs: bool = False,
) -> HttpResponse:
    """The form of a note's own words, which are kept while they are typed."""
    must_be_able(request.user, verb, target)
    page = case_page(case, request.user, "notes") | {"form": form, "title": title, "signs": signs}
    page |= {"draft_url": reverse("accounts:draft-about", args=["note", about]), "back": tab_url(case)}
    return show(request, "notes/write.html", page, part="form", status=getattr(form, "status", 200))


def _ask(
    request: HttpRequest, note: CaseNote, verb: Any, form: Any, title: str, lead: str = "", draft: str = ""
) -> HttpResponse:
    must_be_able(request.user, verb, note)
    drafts = reverse("accounts:draft-about", args=[draft, note.pk]) if draft else ""
    question = Question(verb, "notes", title, title, tab_url(note.case), lead, drafts)
    return ask(request, note.case, form, question)
