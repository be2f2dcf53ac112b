"""What one was told: the list, reading it, the token that says something is new, and the link of an e-mail."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.access import OWN, visible_to
from core.htmx import attempt, done, show
from core.routes import route
from worklist import actions, feeds, inbox, queries
from worklist.forms.preferences import PreferenceForm
from worklist.models import Notification, Outbox, Preference

PAGE = "worklist/notices.html"


@route("GET", kind="phi", data="work", thing="worklist.Notification", event="list", parts=("rows",))
def notices(request: HttpRequest) -> HttpResponse:
    """One's notices, the newest first."""
    user: Any = request.user
    found = inbox.read(user, after=request.GET.get("after", ""))
    record.seen([row.item for row in found.rows if row.item], by=user, at=clock.now(), verb="list")
    context = {"inbox": found, "undelivered": queries.undelivered(user), "token": inbox.token(user)}
    return show(request, PAGE, context, part="rows")


@route(
    "POST",
    kind="session",
    does="worklist.mark_read",
    thing="worklist.Notification",
    arg="pk",
    event="worklist.mark_read",
)
def mark_read(request: HttpRequest, pk: Any) -> HttpResponse:
    """Mark one notice as read."""
    notice = visible_to(Notification, request.user, OWN).filter(pk=pk).first()
    if notice is None:
        raise Http404
    actions.mark_read(notice, by=request.user)
    return done(request, reverse("worklist:notices"))


@route("POST", kind="session", does="worklist.mark_all_read", event="worklist.mark_all_read")
def mark_all_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    actions.mark_all_read(request.user, by=request.user)
    return done(request, reverse("worklist:notices"), _("All read."))


@route("GET", kind="session", event="none: a token without content", activity=False)
def unread(request: HttpRequest) -> HttpResponse:
    """A token that changes when something new was told; no content, and asking keeps no session alive."""
    answer = HttpResponse(status=204)
    answer["ETag"] = inbox.token(request.user)
    return answer


@route("GET", kind="session", thing="worklist.Outbox", arg="pk", event="none: sends on")
def go(request: HttpRequest, pk: Any) -> HttpResponse:
    """The link of an e-mail: to what it was about, for the person it was sent to and nobody else."""
    message = visible_to(Outbox, request.user, OWN).select_related("notification").filter(pk=pk).first()
    if message is None:
        raise Http404
    item = message.notification.item_id if message.notification else None
    url = reverse("worklist:item", args=[item]) if item else reverse("worklist:notices")
    return HttpResponseRedirect(url)


@route("GET", "POST", kind="session", does="worklist.set_preference", event="worklist.set_preference")
def preferences(request: HttpRequest) -> HttpResponse:
    """How one wants to be told."""
    held = visible_to(Preference, request.user, OWN).first()
    data = request.POST if request.method == "POST" else None
    form = PreferenceForm(data, initial=queries.wishes(held))
    if data is not None and attempt(form, actions.set_preference, request.user, by=request.user):
        return done(request, reverse("worklist:notices"), _("Saved."))
    context = {"form": form, "feeds": feeds.of(request.user)}
    return show(request, "worklist/preferences.html", context, status=getattr(form, "status", 200))
