"""Conflict rules as their author edits them: one at a time, with faults by line."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.access import fetch
from core.htmx import attempt, done, show
from core.routes import route
from facilities.models import Facility
from policy import queries
from policy.drafting import draft_next
from policy.forms.conflicts import ConflictsForm, choices
from policy.models import RulePack

KIND = RulePack.Kind.CONFLICTS


@route(
    "GET", "POST", kind="admin", data="identity", does="policy.draft_pack", thing="facilities.Facility", arg="pk",
    event="policy.draft_pack",
)  # fmt: skip
def edit_conflicts(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One rule of those in force, as text; what was typed becomes a draft."""
    place = fetch(Facility, pk, by=request.user, perm="manage_policy")
    body = queries.in_force(KIND, place, clock.now()).body
    rules, chosen = choices(body), request.GET.get("rule", "")
    form = _form(request, body, chosen) if chosen in dict(rules) else None
    if form and request.method == "POST" and (
        made := attempt(form, draft_next, place, by=request.user, kind=KIND)
    ):  # fmt: skip
        return done(request, reverse("policy:version", args=[made.pk]), _("Drafted. It governs nothing yet."))
    page = {"facility": place, "kind": KIND, "rules": rules, "chosen": chosen, "form": form}
    return show(request, "policy/conflicts.html", page, status=getattr(form, "status", 200))


def _form(request: HttpRequest, body: object, chosen: str) -> ConflictsForm:
    return ConflictsForm(request.POST if request.method == "POST" else None, body=body, chosen=chosen)
