"""The private calendar feed of a person: read by their calendar, made and ended by them."""

import hashlib
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from audit import record
from audit.context import current
from core import clock
from core.access import OWN, visible_to
from core.htmx import attempt, done, show
from core.routes import route
from worklist import actions, feeds
from worklist.forms.promises import FeedForm
from worklist.models import CalendarFeed

ICS = "text/calendar; charset=utf-8"


@route(
    "GET",
    kind="public",
    data="work",
    does="read a calendar feed",
    event="worklist.read_feed",
    throttle="feed",
    activity=False,
    extra={"arguments": {"token": "gate"}},
)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The appointments of whoever holds this address; 304 when nothing changed, 404 when it is no (longer a) feed."""
    found = feeds.live(token)
    if feeds.too_often(str(found.pk) if found else f"unknown:{current.get().source}"):
        return HttpResponse(
            _("Read this less often."), status=429, headers={"Retry-After": str(feeds.SECONDS)}
        )
    if found is None:
        record.denied("worklist.read_feed", None, by="unknown feed", at=clock.now())
        raise Http404
    rows, body = feeds.read(found)
    record.seen(rows, by=found.user, at=clock.now(), verb="worklist.read_feed")
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type=ICS, headers={"ETag": tag})
    answer["Content-Disposition"] = 'inline; filename="appointments.ics"'
    return get_conditional_response(request, etag=tag, response=answer) or answer


@route("GET", "POST", kind="session", does="worklist.create_feed", event="worklist.create_feed")
def new_feed(request: HttpRequest) -> HttpResponse:
    """Make a feed; its address is shown once."""
    form = FeedForm(request.POST or None)
    made = attempt(form, actions.create_feed, request.user, by=request.user) if form.is_bound else None
    if made is None:
        context: dict[str, Any] = {"form": form, "title": _("New calendar feed")}
        return show(request, "worklist/feed_new.html", context, status=getattr(form, "status", 200))
    address = settings.BASE_URL.rstrip("/") + reverse("worklist:feed", args=[made.plain])
    return show(request, "worklist/feed_made.html", {"feed": made, "address": address})


@route(
    "POST",
    kind="session",
    does="worklist.revoke_feed",
    thing="worklist.CalendarFeed",
    arg="pk",
    event="worklist.revoke_feed",
)
def revoke_feed(request: HttpRequest, pk: Any) -> HttpResponse:
    """End a feed of one's own."""
    found = visible_to(CalendarFeed, request.user, OWN).filter(pk=pk).first()
    if found is None:
        raise Http404
    actions.revoke_feed(found, by=request.user)
    return done(request, reverse("worklist:preferences"), _("The feed has ended."))
