"""The verbs of a binder as forms; what is typed is sealed or forgotten, never kept as a draft."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from advocacy import actions, forms
from advocacy.models import Binder, BinderEntry
from advocacy.views.clients import RELATED, binder_url
from core.access import OWN, fetch
from core.htmx import attempt, done, show
from core.routes import route
from patients.views.asking import posted

ON_BINDER = tuple(f"binder__{name}" for name in RELATED)


@route(
    "GET", "POST", kind="phi", data="own", does="advocacy.add_entry", thing="advocacy.Binder", arg="pk",
    event="advocacy.add_entry",
)  # fmt: skip
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put something in the binder."""
    found = fetch(Binder, pk, by=request.user, perm=OWN, related=RELATED)
    form = forms.EntryForm(posted(request))
    if request.method == "POST" and attempt(form, actions.add_entry, found, by=request.user):
        return done(request, binder_url(found.pk), _("It is in the binder."))
    return _ask(request, found, form, _("Put something in the binder"), _("Put in the binder"), private=True)


@route(
    "GET", "POST", kind="phi", data="own", does="advocacy.answer_question", thing="advocacy.BinderEntry", arg="pk",
    event="advocacy.answer_question",
)  # fmt: skip
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A question was answered."""
    entry = fetch(BinderEntry, pk, by=request.user, perm=OWN, related=ON_BINDER)
    form = forms.Empty(posted(request))
    if request.method == "POST" and attempt(form, actions.answer_question, entry, by=request.user):
        return done(request, binder_url(entry.binder_id), _("The question is answered."))
    return _ask(request, entry.binder, form, _("Was this question answered?"), _("It was answered"))


@route(
    "GET", "POST", kind="phi", data="own", does="advocacy.release_entry", thing="advocacy.BinderEntry", arg="pk",
    event="advocacy.release_entry", names=("case",),
)  # fmt: skip
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give an entry to the care team."""
    entry = fetch(BinderEntry, pk, by=request.user, perm=OWN, related=ON_BINDER)
    form = forms.ReleaseForm(posted(request), binder=entry.binder, user=request.user)
    if request.method == "POST" and attempt(form, actions.release_entry, entry, by=request.user):
        return done(request, binder_url(entry.binder_id), _("The care team can read it now."))
    lead = _("The whole care team will read these words as a note with your name. This cannot be taken back.")
    return _ask(request, entry.binder, form, _("Give this to the care team"), _("Give to the team"), lead)


@route(
    "GET", "POST", kind="phi", data="own", does="advocacy.export_binder", thing="advocacy.Binder", arg="pk",
    event="advocacy.export_binder",
)  # fmt: skip
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole binder as one file for the client."""
    found = fetch(Binder, pk, by=request.user, perm=OWN, related=RELATED)
    form = forms.Empty(posted(request))
    given = attempt(form, actions.export_binder, found, by=request.user) if request.method == "POST" else None
    if given:
        named = {"Content-Disposition": 'attachment; filename="binder.zip"'}
        return HttpResponse(given.bundle.content, content_type="application/zip", headers=named)
    lead = _(
        "The file holds everything in the open. Hand it to the client in person; it goes on record as given."
    )
    return _ask(request, found, form, _("Hand over the whole binder"), _("Make the file"), lead, file=True)


def _ask(
    request: HttpRequest, found: Binder, form: Any, title: str, button: str, lead: str = "", **more: bool
) -> HttpResponse:
    page = {"binder": found, "form": form, "title": title, "button": button, "lead": lead, **more}
    page["back"] = binder_url(found.pk)
    return show(request, "advocacy/verb.html", page, part="form", status=getattr(form, "status", 200))
