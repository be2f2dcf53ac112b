"""Who works at the administrator's facility: invite, end access, reset a second factor."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit import record
from core import clock
from core.access import visible_to
from core.htmx import attempt, done, show
from core.routes import route
from facilities.models import Facility
from teams import actions, moving
from teams.forms.people import InviteForm, ReasonForm, RoleForm
from teams.models import FacilityRole

OPEN = ~Q(case__stage="closed")
INVITED = gettext_lazy("The account is made. Hand over the first password in person.")
VERBS = {
    "suspend": (
        actions.suspend,
        gettext_lazy("End access"),
        gettext_lazy("Access ended. Every session of theirs is over."),
    ),
    "reinstate": (
        actions.reinstate,
        gettext_lazy("Give access again"),
        gettext_lazy("They can sign in again."),
    ),
    "reset-factor": (
        actions.reset_second_factor,
        gettext_lazy("Reset the second factor"),
        gettext_lazy("They set up a new one at the next sign-in."),
    ),
}


@route("GET", kind="admin", data="quality", does="view", event="list")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role at a facility one administers, now or to come; nothing for who administers none."""
    rows = visible_to(FacilityRole, request.user, "manage_access").exclude(ends_at__lte=clock.now())
    rows = rows.filter(live=True).select_related("user", "facility")
    rows = rows.order_by("user__name", "user_id", "role", "starts_at")
    shown = list(rows[:500])
    if not shown:
        # Whoever administers a place has a role there, so nobody at all means nothing to see here.
        raise Http404
    record.seen([], by=request.user, at=clock.now(), verb="list_people")
    return show(request, "people/list.html", {"roles": shown, "now": clock.now()})


@route(
    "GET",
    "POST",
    kind="admin",
    data="quality",
    does="teams.invite",
    thing="facilities.Facility",
    event="teams.invite",
)
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account for a new colleague."""
    places = visible_to(Facility, request.user, "manage_access").order_by("name")
    form = InviteForm(request.POST or None, places=places)
    if not form.places:
        raise Http404
    if request.method == "POST" and attempt(form, _invite, request.user, by=request.user):
        return done(request, reverse("teams:people"), INVITED)
    return show(request, "people/invite.html", {"form": form}, status=getattr(form, "status", 200))


def _invite(_inviter: Any, *, by: Any, facility: Facility, **facts: Any) -> User:
    """The verb, at the place that was chosen."""
    return actions.invite(facility, by=by, **facts)


@route(
    "GET",
    "POST",
    kind="admin",
    data="quality",
    does="teams.suspend",
    thing="accounts.User",
    arg="pk",
    event="teams.suspend",
)
def change_access(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """End somebody's access, give it again, or reset their second factor; each with a reason."""
    held = _roles(request.user).filter(user=pk).select_related("user", "facility").first()
    if held is None or verb not in VERBS:
        raise Http404
    act, label, sentence = VERBS[verb]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(form, act, held.facility, by=request.user, user=held.user):
        return done(request, reverse("teams:people"), sentence)
    context = {"form": form, "person": held.user, "label": label, "verb": verb}
    return show(request, "people/reason.html", context, status=getattr(form, "status", 200))


@route(
    "GET", "POST", kind="admin", data="quality", does="teams.change_role", thing="teams.FacilityRole", arg="pk",
    event="teams.change_role",
)  # fmt: skip
def change_role(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody's role become another one on a day; what goes with it is said beside the form."""
    held = _roles(request.user).filter(pk=pk).select_related("user", "facility").first()
    if held is None:
        raise Http404
    form = RoleForm(request.POST or None)
    if request.method == "POST" and attempt(form, actions.change_role, held, by=request.user):
        return done(request, reverse("teams:people"), _("Their rights move on that day by themselves."))
    context = {"form": form, "held": held, "parts": moving.parts_in(held).filter(OPEN).count()}
    return show(request, "people/role.html", context, status=getattr(form, "status", 200))


def _roles(user: Any) -> Any:
    return visible_to(FacilityRole, user, "manage_access").filter(live=True, starts_at__lte=clock.now())
