"""The rules of a facility as its administrator reads and changes them."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.access import fetch, visible_to
from core.htmx import attempt, done, show
from core.routes import route
from facilities.models import Facility
from policy import actions, queries, tables
from policy.drafting import draft_next
from policy.models import PackVersion, RulePack

# The kinds of rules that change what is told to whom and when.
TOLD_BY = (RulePack.Kind.SERIES, RulePack.Kind.LADDER, RulePack.Kind.FOLLOW_UP)
EDITED_AT: dict[str, str] = {
    RulePack.Kind.ACTIVITIES: "policy:activities",
    RulePack.Kind.SERIES: "policy:series",
    RulePack.Kind.LADDER: "policy:ladder",
    RulePack.Kind.FOLLOW_UP: "policy:follow_up",
    RulePack.Kind.CONFLICTS: "policy:conflicts",
}


@route("GET", kind="admin", data="identity", does="view", event="list")
def rules(request: HttpRequest) -> HttpResponse:
    """Which rules govern at each facility one administers, and their versions."""
    now = clock.now()
    places = visible_to(Facility, request.user, "manage_policy").order_by("name")
    shown = [
        {"facility": each, "kinds": [_row(each, row) for row in queries.shown(each, now)]} for each in places
    ]
    record.seen([], by=request.user, at=now, verb="list_rules")
    return show(request, "policy/rules.html", {"places": shown})


@route(
    "GET", "POST", kind="admin", data="identity", does="policy.draft_pack", thing="facilities.Facility", arg="pk",
    event="policy.draft_pack",
)  # fmt: skip
def edit_activities(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who answers for what at a facility: a table that makes the next version."""
    return _edit(request, pk, RulePack.Kind.ACTIVITIES)


@route(
    "GET", "POST", kind="admin", data="identity", does="policy.draft_pack", thing="facilities.Facility", arg="pk",
    event="policy.draft_pack",
)  # fmt: skip
def edit_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When follow-ups are due, how often, and what ends them: a table that makes the next version."""
    return _edit(request, pk, RulePack.Kind.SERIES)


@route(
    "GET", "POST", kind="admin", data="identity", does="policy.draft_pack", thing="facilities.Facility", arg="pk",
    event="policy.draft_pack",
)  # fmt: skip
def edit_ladder(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who is told when nobody acts, and how loud the house may be: a table that makes the next version."""
    return _edit(request, pk, RulePack.Kind.LADDER)


@route(
    "GET", "POST", kind="admin", data="identity", does="policy.draft_pack", thing="facilities.Facility", arg="pk",
    event="policy.draft_pack",
)  # fmt: skip
def edit_follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """When somebody is reminded of a follow-up: a table that makes the next version."""
    return _edit(request, pk, RulePack.Kind.FOLLOW_UP)


@route("GET", kind="admin", data="identity", thing="policy.PackVersion", arg="pk", event="view")
def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version of a facility's rules: what it says, and whether its worked examples come out."""
    return _page(request, fetch(PackVersion, pk, by=request.user, perm="manage_policy"), forms.Form())


@route(
    "POST", kind="admin", data="identity", does="policy.put_in_force", thing="policy.PackVersion", arg="pk",
    event="policy.put_in_force",
)  # fmt: skip
def put_in_force(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a draft govern from now on."""
    found = fetch(PackVersion, pk, by=request.user, perm="manage_policy")
    form = forms.Form(request.POST)
    if attempt(form, actions.put_in_force, found, by=request.user):
        return done(request, reverse("policy:rules"), _("In force from now on."))
    return _page(request, found, form)


def _rehearsal(found: PackVersion) -> str:
    """Where a draft that changes what is told can be tried on the next days; empty for any other version."""
    pack = found.pack
    if found.in_force is not None or pack.kind not in TOLD_BY or pack.facility_id is None:
        return ""
    if not tables.possible(pack.kind, found.body):
        return ""
    return f"{reverse('worklist:rehearse')}?facility={found.pack.facility_id}&draft={found.pk}"


def _row(place: Facility, row: dict[str, Any]) -> dict[str, Any]:
    """A kind of rules with where its next version is drafted, if that is a table."""
    name = EDITED_AT.get(row["kind"], "")
    return row | {"edit_url": reverse(name, args=[place.pk]) if name else ""}


def _edit(request: HttpRequest, pk: UUID, kind: RulePack.Kind) -> HttpResponse:
    """What governs, as fields; what was typed becomes a draft."""
    place = fetch(Facility, pk, by=request.user, perm="manage_policy")
    form = tables.FORMS[kind](request.POST or None, body=queries.in_force(kind, place, clock.now()).body)
    if request.method == "POST" and (made := attempt(form, draft_next, place, by=request.user, kind=kind)):
        return done(request, reverse("policy:version", args=[made.pk]), _("Drafted. It governs nothing yet."))
    page = {"form": form, "facility": place, "kind": kind}
    return show(request, "policy/edit.html", page, status=getattr(form, "status", 200))


def _page(request: HttpRequest, found: PackVersion, form: forms.Form) -> HttpResponse:
    kind, body = found.pack.kind, found.body
    page: dict[str, Any] = {"version": found, "form": form, "problems": queries.problems(kind, body)}
    if tables.readable(kind, body):
        page |= {"figures": tables.said(kind, body), "changes": tables.changed(found, clock.now())}
        page["rehearse_url"] = _rehearsal(found)
    return show(request, "policy/version.html", page, status=getattr(form, "status", 200))
