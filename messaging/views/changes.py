"""Telling of a change, acknowledging it, and who does not know yet."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import drop_draft
from audit import record
from core import clock
from core.access import fetch, visible_to
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from messaging import actions, forms
from messaging.models import Acknowledgement, ConditionChange
from messaging.queries import changes as queries
from messaging.views.asking import CASE, asked, tab_url
from patients.header import case_page, fetch_case
from patients.views.asking import back_to, posted


@route(
    "GET", "POST", kind="phi", data="work", does="messaging.broadcast", thing="patients.Case", arg="pk",
    event="messaging.broadcast", parts=("form",),
)  # fmt: skip
def broadcast(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell the team of a change: its words, and how grave it is as the button."""
    case = fetch_case(pk, by=request.user, perm="view_work")
    must_be_able(request.user, actions.broadcast, case)
    form = forms.BroadcastForm(posted(request), case=case)
    if request.method == "POST" and attempt(form, actions.broadcast, case, by=request.user):
        drop_draft(request.user, by=request.user, form="change", about=str(case.pk))
        return done(request, tab_url(case), _("The team is told. Who knows and who does not stands here."))
    page = case_page(case, request.user, "messages") | {"form": form, "back": tab_url(case)}
    page["severities"] = ConditionChange.Severity.choices
    page["draft_url"] = reverse("accounts:draft-about", args=["change", case.pk])
    return show(request, "messaging/broadcast.html", page, part="form", status=getattr(form, "status", 200))


@route("GET", kind="phi", data="work", thing="messaging.ConditionChange", arg="pk", event="view", parts=("changes",))  # fmt: skip
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One change: who knows, who does not, who was let off."""
    found = _fetch(request, pk)
    page = case_page(found.case, request.user, "messages")
    page |= {"rounds": [queries.one(found, request.user, page["rights"])], "whole": True}
    return show(request, "messaging/change.html", page, part="changes")


@route("GET", kind="phi", data="work", thing="messaging.ConditionChange", event="list")
def changes(request: HttpRequest) -> HttpResponse:
    """The changes that wait for my acknowledgement; for a supervisor those nobody answered in time."""
    user: Any = request.user
    waiting, silent = queries.waiting(user), list(queries.unanswered(user))
    record.seen([*(each.change for each in waiting), *silent], by=user, at=clock.now(), verb="list")
    page = {"waiting": waiting, "silent": silent, "here": request.path}
    return show(request, "messaging/changes.html", page)


@route(
    "GET", "POST", kind="phi", data="work", does="messaging.acknowledge", thing="messaging.ConditionChange",
    arg="pk", event="messaging.acknowledge",
)  # fmt: skip
def acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that one knows, for oneself and for whom one stands in for; a second press changes nothing."""
    found = fetch(ConditionChange, pk, by=request.user, perm="edit_work", related=CASE)
    rows, form = queries.waiting_for(request.user, found), forms.Empty(posted(request))
    back = reverse("messaging:change", args=[found.pk])
    if not rows:
        return done(request, back, _("Nothing waits for you here: you have acknowledged this."))
    if request.method == "POST" and all(
        attempt(form, actions.acknowledge, row, by=request.user) for row in rows
    ):
        return done(request, back_to(request, back), _("Acknowledged."))
    return asked(request, found.case, form, actions.acknowledge, _("Acknowledge"), back)


@route(
    "GET", "POST", kind="phi", data="work", does="messaging.excuse", thing="messaging.Acknowledgement",
    arg="pk", event="messaging.excuse",
)  # fmt: skip
def excuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody off who need not answer."""
    related = ("user", *(f"change__{name}" for name in CASE))
    found = fetch(Acknowledgement, pk, by=request.user, related=related)
    form, back = forms.ReasonForm(posted(request)), reverse("messaging:change", args=[found.change_id])
    if request.method == "POST" and attempt(form, actions.excuse, found, by=request.user):
        return done(request, back, _("They need not answer any more."))
    title = _("%(name)s need not answer") % {"name": found.user.short}
    return asked(request, found.change.case, form, actions.excuse, title, back, button=_("Let them off"))


def _fetch(request: HttpRequest, pk: UUID) -> ConditionChange:
    """A change for who reads health information, or works on the case without reading it (a supervisor)."""
    works = visible_to(ConditionChange, request.user, "edit_work").filter(pk=pk).exists()
    return fetch(ConditionChange, pk, by=request.user, perm="edit_work" if works else "", related=CASE)
