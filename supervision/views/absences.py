"""Absences: one's own, those one is asked to cover, and for supervisors those of their people."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import record
from core import clock
from core.access import fetch
from core.htmx import attempt, done, show
from core.routes import route
from supervision import actions, queries
from supervision.forms.absences import DeclineForm, PlanForm
from teams.models import Absence, Handover

RELATED = ("user", "deputy", "facility")


@route("GET", kind="phi", data="quality", event="list_absences")
def absences(request: HttpRequest) -> HttpResponse:
    """What is planned, running and over, and the sheets one has to read."""
    upcoming, past = queries.absences(request.user)
    record.seen([], by=request.user, at=clock.now(), verb="list_absences")
    kept = set(queries.keeps(request.user).values_list("pk", flat=True))
    for row in upcoming:
        row.running = row.starts_at <= clock.now()  # type: ignore[attr-defined]
        row.may_end = row.user_id == request.user.pk or row.facility_id in kept  # type: ignore[attr-defined]
    context = {"upcoming": upcoming, "past": past, "sheets": list(queries.to_read(request.user))}
    return show(request, "supervision/absences.html", context)


@route(
    "GET", "POST", kind="phi", data="quality", does="supervision.plan_own_absence", event="supervision.plan_own_absence",
    names=("facility", "user", "deputy"), parts=("form",),
)  # fmt: skip
def plan(request: HttpRequest) -> HttpResponse:
    """Plan an absence, one's own or that of somebody one supervises."""
    form = PlanForm(request.POST or None, by=request.user, initial={"user": request.GET.get("person")})
    if request.method == "POST" and attempt(form, _plan, request.user, by=request.user):
        return done(request, reverse("supervision:absences"), _("Planned. The deputy is asked."))
    context = {"form": form, "title": _("Plan an absence"), "back": reverse("supervision:absences")}
    return show(request, "supervision/verb.html", context, part="form", status=getattr(form, "status", 200))


def _plan(one: Any, *, by: Any, facility: Any, user: Any = None, **details: Any) -> Absence:
    """The verb for oneself, or the supervisor's for a colleague."""
    if user is None:
        return actions.plan_own_absence(one, by=by, facility=facility, **details)
    return actions.plan_absence(facility, by=by, user=user, **details)


def _page(
    verb: Any, title: Any, said: Any, *, form_class: type[Form] = Form, button: Any = ""
) -> Callable[..., HttpResponse]:
    """The page of a verb on an absence: GET asks, POST does it."""

    @route(
        "GET", "POST", kind="phi", data="quality", does=verb.verb_name, thing="teams.Absence", arg="pk",
        event=verb.verb_name, parts=("form",),
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row = fetch(Absence, pk, by=request.user, related=RELATED)
        form = form_class(request.POST if request.method == "POST" else None)
        if request.method == "POST" and (made := attempt(form, verb, row, by=request.user)):
            return done(request, _after(made), said)
        context = {"form": form, "title": title, "absence": row, "back": reverse("supervision:absences")}
        return show(
            request, "supervision/verb.html", context, part="form", status=getattr(form, "status", 200)
        )

    view.__name__ = verb.verb_name.partition(".")[2]
    return view


def _after(made: Any) -> str:
    """A sheet is shown at once; everything else goes back to the list."""
    if isinstance(made, Handover):
        return reverse("supervision:handover", args=[made.pk])
    return reverse("supervision:absences")


accept = _page(actions.accept_cover, _("Stand in"), _("You stand in. The sheet is there on the first day."))
decline = _page(
    actions.decline_cover,
    _("Say that you cannot stand in"),
    _("Declined. They ask somebody else."),
    form_class=DeclineForm,
)
end = _page(actions.end_absence, _("End this absence now"), _("Ended. The deputy's sight has ended with it."))
hand_over = _page(actions.hand_over, _("Make a fresh hand-over sheet"), _("The sheet is made."))
hand_back = _page(actions.hand_back, _("Hand back"), _("The sheet back is made."))
