"""The fix list: what came and was not applied, why, and what to do about it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.access import fetch, visible_to
from core.actions import available
from core.htmx import attempt, done, show
from core.routes import route
from interop import actions, door, queries, wording
from interop.forms import RetryForm, SetAsideForm, SettledForm
from interop.models import Inbound, Issue
from patients.models import Patient

RELATED = ("sender", "facility", "received_by")
LIST = "interop/fix_list.html"
MESSAGE = "interop/message.html"


@route("GET", kind="admin", data="feed", event="list")
def fix_list(request: HttpRequest) -> HttpResponse:
    """What a person must mend, newest first, a page of fifty."""
    page = queries.page(request.user, before=request.GET.get("before", ""))
    record.seen([], by=request.user, at=clock.now(), verb="list_messages")
    return show(request, LIST, {"page": page, "tones": wording.TONES}, part="rows")


@route("GET", kind="admin", data="feed", thing="interop.Inbound", arg="pk", event="view")
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One message: its state, what is open about it, what it did."""
    row = fetch(Inbound, pk, by=request.user, related=RELATED)
    return show(request, MESSAGE, _context(request, row))


@route(
    "GET",
    "POST",
    kind="admin",
    data="feed",
    does="interop.replay",
    thing="interop.Inbound",
    arg="pk",
    event="interop.replay",
)
def replay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a message up again after what stopped it was put right."""
    row = fetch(Inbound, pk, by=request.user, related=RELATED)
    form = RetryForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (again := attempt(form, actions.replay, row, by=request.user)):
        return done(request, reverse("interop:message", args=[pk]), _said(door.settle(again)))
    return show(
        request,
        "interop/retry.html",
        _context(request, row) | {"form": form},
        status=getattr(form, "status", 200),
    )


@route(
    "GET",
    "POST",
    kind="admin",
    data="feed",
    does="interop.dismiss",
    thing="interop.Inbound",
    arg="pk",
    event="interop.dismiss",
)
def dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set a message aside for good, with the reason."""
    row = fetch(Inbound, pk, by=request.user, related=RELATED)
    form = SetAsideForm(request.POST or None)
    if request.method == "POST" and attempt(form, actions.dismiss, row, by=request.user):
        return done(request, reverse("interop:fix_list"), _("Set aside. It stays on record."))
    return show(
        request,
        "interop/set_aside.html",
        _context(request, row) | {"form": form},
        status=getattr(form, "status", 200),
    )


@route(
    "GET",
    "POST",
    kind="admin",
    data="feed",
    does="interop.fix_issue",
    thing="interop.Issue",
    arg="pk",
    event="interop.fix_issue",
)
def fix_issue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what was done about something that a message left open."""
    issue = fetch(Issue, pk, by=request.user, related=("message__sender", "message__facility"))
    form = SettledForm(request.POST or None)
    url = reverse("interop:message", args=[issue.message_id])
    if request.method == "POST" and attempt(form, actions.fix_issue, issue, by=request.user):
        return done(request, url, _("Settled."))
    return show(
        request, "interop/settled.html", {"issue": issue, "form": form}, status=getattr(form, "status", 200)
    )


@route("GET", kind="phi", data="identity", thing="interop.Inbound", arg="pk", event="view")
def raw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The message as it came: patient data, for those who register patients here."""
    row = fetch(Inbound, pk, by=request.user, perm="edit_identity", related=RELATED)
    text = bytes(row.raw).decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return show(request, "interop/raw.html", {"message": row, "text": text})


def _context(request: HttpRequest, row: Inbound) -> dict[str, Any]:
    return {
        "message": row,
        "kind_name": wording.kind_name(row.kind),
        "tone": wording.TONES.get(row.status, "grey"),
        "issues": queries.issues_of(row),
        "effects": wording.effects(row.effects),
        "verbs": available(row, request.user, actions.replay, actions.dismiss),
        "may_read": visible_to(Inbound, request.user, "edit_identity").filter(pk=row.pk).exists(),
        "patients": list(
            visible_to(Patient, request.user).filter(pk__in=row.patient_ids).values_list("pk", flat=True)
        ),
    }


def _said(settled: Inbound) -> str:
    """What came of a retry, in a sentence."""
    if settled.status == Inbound.Status.APPLIED:
        return _("Applied.")
    return _("Tried again. It is still: %(state)s.") % {"state": settled.get_status_display().lower()}
