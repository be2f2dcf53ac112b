"""Conversations on a case: reading one reads it, and says nothing to anybody else."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import drop_draft
from audit import record
from core import clock
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from messaging import actions, forms
from messaging.models import Message, Thread
from messaging.queries import threads as queries
from messaging.views.asking import CASE, asked, tab_url
from patients.header import case_page, fetch_case
from patients.views.asking import posted

RELATED = ("pinned__said_by", "pinned_by", "settled_by", *CASE)


@route(
    "GET", "POST", kind="phi", data="notes", does="messaging.open_thread", thing="patients.Case", arg="pk",
    event="messaging.open_thread", parts=("form",), names=("mentions",),
)  # fmt: skip
def open_thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a conversation."""
    case = fetch_case(pk, by=request.user, perm="view_notes")
    form = forms.ThreadForm(posted(request), case=case, user=request.user)
    made = attempt(form, actions.open_thread, case, by=request.user) if request.method == "POST" else None
    if made:
        drop_draft(request.user, by=request.user, form="thread", about=str(case.pk))
        return done(request, _url(made), _("The conversation is open."))
    drafts = reverse("accounts:draft-about", args=["thread", case.pk])
    title = _("Begin a conversation")
    return asked(request, case, form, actions.open_thread, title, tab_url(case), draft_url=drafts)


@route("GET", kind="phi", data="notes", thing="messaging.Thread", arg="pk", event="view")
def thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A page of a conversation, the oldest message first; what is new is marked, and read by a look at its end."""
    user: Any = request.user
    found: Any = fetch(Thread, pk, by=user, related=RELATED, also={"read": queries.read_to(user)})
    asked_for = request.GET.get("before", ""), request.GET.get("after", "")
    said = queries.messages(found, *asked_for, read=found.read)
    if said.rows and found.read < said.rows[-1].n and not said.after:
        actions.read_thread(found, by=user, n=said.rows[-1].n)
    page = case_page(found.case, user, "messages") | {"thread": found, "read": found.read, "said": said}
    page["draft_url"] = _draft(found)
    page["form"] = forms.SayForm(case=found.case, user=user)
    return show(request, "messaging/thread.html", page)


@route("GET", kind="phi", data="notes", thing="messaging.Thread", event="list")
def threads(request: HttpRequest) -> HttpResponse:
    """What is unread in the conversations of my cases."""
    found = list(queries.mine(request.user))
    record.seen(found, by=request.user, at=clock.now(), verb="list")
    return show(request, "messaging/threads.html", {"threads": found})


@route(
    "GET", "POST", kind="phi", data="notes", does="messaging.say", thing="messaging.Thread", arg="pk",
    event="messaging.say", parts=("form",), names=("mentions",),
)  # fmt: skip
def say(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a message."""
    found = fetch(Thread, pk, by=request.user, related=CASE)
    form = forms.SayForm(posted(request), case=found.case, user=request.user)
    if request.method == "POST" and attempt(form, actions.say, found, by=request.user):
        drop_draft(request.user, by=request.user, form="say", about=str(found.pk))
        return done(request, _url(found), _("Said."))
    title = _("Say something")
    return asked(request, found.case, form, actions.say, title, _url(found), draft_url=_draft(found))


@route(
    "GET", "POST", kind="phi", data="notes", does="messaging.pin_decision", thing="messaging.Message", arg="pk",
    event="messaging.pin_decision",
)  # fmt: skip
def pin(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a message on top as what was decided."""
    found = fetch(Message, pk, by=request.user, related=tuple(f"thread__{name}" for name in CASE))
    return _verb(request, found.thread, found, actions.pin_decision, _("Pin as decided"), _("Pinned."))


@route(
    "GET", "POST", kind="phi", data="notes", does="messaging.settle_thread", thing="messaging.Thread", arg="pk",
    event="messaging.settle_thread",
)  # fmt: skip
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that nothing is left to talk about."""
    found = fetch(Thread, pk, by=request.user, related=CASE)
    return _verb(request, found, found, actions.settle_thread, _("Settle"), _("Settled."))


@route(
    "GET", "POST", kind="phi", data="notes", does="messaging.reopen_thread", thing="messaging.Thread", arg="pk",
    event="messaging.reopen_thread",
)  # fmt: skip
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a settled conversation up again."""
    found = fetch(Thread, pk, by=request.user, related=CASE)
    return _verb(request, found, found, actions.reopen_thread, _("Open again"), _("Open again."))


@route(
    "GET", "POST", kind="phi", data="notes", does="messaging.mark_unread", thing="messaging.Thread", arg="pk",
    event="none: one's own bookmark",
)  # fmt: skip
def unread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Come back to it later."""
    found, form = fetch(Thread, pk, by=request.user, related=CASE), forms.Empty(posted(request))
    if request.method == "POST" and attempt(form, actions.mark_unread, found, by=request.user):
        return done(request, tab_url(found.case), _("Marked as unread."))
    return asked(request, found.case, form, actions.mark_unread, _("Mark unread"), _url(found))


def _verb(
    request: HttpRequest, thread: Thread, target: Any, verb: Any, title: Any, said: Any
) -> HttpResponse:
    must_be_able(request.user, verb, target)
    form = forms.Empty(posted(request))
    if request.method == "POST" and attempt(form, verb, target, by=request.user):
        return done(request, _url(thread), said)
    return asked(request, thread.case, form, verb, title, _url(thread))


def _url(thread: Thread) -> str:
    return reverse("messaging:thread", args=[thread.pk])


def _draft(thread: Thread) -> str:
    return reverse("accounts:draft-about", args=["say", thread.pk])
