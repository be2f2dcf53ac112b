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
from policy import actions, queries
from policy.drafting import draft_activities
from policy.forms import ActivitiesForm, said
from policy.models import PackVersion, RulePack

# The kinds of rules that change what is told to whom and when.
TOLD_BY = (RulePack.Kind.SERIES, RulePack.Kind.LADDER, RulePack.Kind.FOLLOW_UP)


@route("GET", kind="admin", data="identity", does="view", event="list")
def rules(request: HttpRequest) -> HttpResponse:
    """Which rules govern at each facility one administers, and their versions."""
    now = clock.now()
    places = visible_to(Facility, request.user, "manage_policy").order_by("name")
    shown = [{"facility": each, "kinds": queries.shown(each, now)} for each in places]
    record.seen([], by=request.user, at=now, verb="list_rules")
    return show(request, "policy/rules.html", {"places": shown})


@route(
    "GET", "POST", kind="admin", data="identity", does="policy.draft_pack", thing="facilities.Facility", arg="pk",
    event="policy.draft_pack",
)  # fmt: skip
def edit_activities(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who answers for what at a facility: a table that makes the next version."""
    place = fetch(Facility, pk, by=request.user, perm="manage_policy")
    body = queries.in_force(RulePack.Kind.ACTIVITIES, place, clock.now()).body
    form = ActivitiesForm(request.POST or None, body=body)
    if request.method == "POST" and (made := attempt(form, draft_activities, place, by=request.user)):
        return done(request, reverse("policy:version", args=[made.pk]), _("Drafted. It governs nothing yet."))
    page = {"form": form, "facility": place}
    return show(request, "policy/activities.html", page, status=getattr(form, "status", 200))


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
    if found.in_force is not None or found.pack.kind not in TOLD_BY or found.pack.facility_id is None:
        return ""
    return f"{reverse('worklist:rehearse')}?facility={found.pack.facility_id}&draft={found.pk}"


def _page(request: HttpRequest, found: PackVersion, form: forms.Form) -> HttpResponse:
    is_table = found.pack.kind == RulePack.Kind.ACTIVITIES
    page: dict[str, Any] = {"version": found, "form": form, "rows": said(found.body) if is_table else []}
    page["problems"] = queries.problems(found.pack.kind, found.body)
    page["rehearse_url"] = _rehearsal(found)
    return show(request, "policy/version.html", page, status=getattr(form, "status", 200))
