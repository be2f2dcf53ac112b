"""The stages of a case on its way out as forms: what is missing stands above the button."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.htmx import attempt, done
from core.routes import route
from discharge import actions, checklist, forms
from discharge.queries import closing, leaving
from discharge.queries.closing import LiveWork
from discharge.queries.onward import onward
from discharge.views.plan_verbs import asked, tab_url
from patients.header import fetch_case
from patients.models import Case
from patients.views.asking import ask, posted


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.begin_transition", thing="patients.Case", arg="pk",
    event="discharge.begin_transition",
)  # fmt: skip
def begin_transition(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From active to transitioning."""
    case = fetch_case(pk, by=request.user)
    form = forms.Empty(posted(request))
    if request.method == "POST" and attempt(form, actions.begin_transition, case, by=request.user):
        return done(request, tab_url(case), _("The transition has begun."))
    question = asked(actions.begin_transition, case, _("Begin the transition"), _("Begin transition"))
    return ask(request, case, form, question, missing(case))


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.return_to_active", thing="patients.Case", arg="pk",
    event="discharge.return_to_active",
)  # fmt: skip
def return_to_active(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The patient does not leave after all."""
    case = fetch_case(pk, by=request.user)
    form = forms.Why(posted(request))
    if request.method == "POST" and attempt(form, actions.return_to_active, case, by=request.user):
        return done(request, tab_url(case), _("The case is active again."))
    question = asked(actions.return_to_active, case, _("Back to active"), _("Return to active"))
    return ask(request, case, form, question)


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.begin_follow_up", thing="patients.Case", arg="pk",
    event="discharge.begin_follow_up",
)  # fmt: skip
def begin_follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From transitioning to follow-up."""
    case = fetch_case(pk, by=request.user)
    form = forms.Empty(posted(request))
    if request.method == "POST" and attempt(form, actions.begin_follow_up, case, by=request.user):
        return done(request, tab_url(case), _("Follow-up has begun."))
    question = asked(actions.begin_follow_up, case, _("Begin follow-up"), _("Begin follow-up"))
    return ask(request, case, form, question, missing(case))


@route(
    "GET", "POST", kind="phi", data="case", does="discharge.close_case", thing="patients.Case", arg="pk",
    event="discharge.close_case",
)  # fmt: skip
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the case."""
    case: Any = fetch_case(pk, by=request.user, **closing.beside())
    left = closing.live_work(case)
    form = forms.Close(posted(request), goals=closing.goals_of(case), work=len(left))
    if request.method == "POST" and attempt(form, actions.close_case, case, by=request.user):
        return done(request, reverse("cases:summary", args=[case.pk]), _("The case is closed."))
    question = asked(actions.close_case, case, _("Close the case"), _("Close case"))
    return ask(request, case, form, question, before_closing(case, left))


@route(
    "GET", "POST", kind="phi", data="case", does="discharge.reopen_case", thing="patients.Case", arg="pk",
    event="discharge.reopen_case",
)  # fmt: skip
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take up a closed case again."""
    case = fetch_case(pk, by=request.user)
    form = forms.Why(posted(request))
    if request.method == "POST" and attempt(form, actions.reopen_case, case, by=request.user):
        return done(request, tab_url(case), _("The case is open again. Assign a lead next."))
    return ask(request, case, form, asked(actions.reopen_case, case, _("Reopen the case"), _("Reopen case")))


def before_closing(case: Any, left: LiveWork) -> list[str]:
    """What stands in the way of closing whatever the reason, and what one reason alone allows; `case` read with `closing.beside`."""
    gaps = [checklist.work_left(len(left)), *named(left)] if len(left) else []
    gaps += checklist.inside_on_closing(in_house=case.stay_goes_on, begun=case.casework_begun)
    return gaps + checklist.still_inside(left.inside)


def missing(case: Case) -> list[str]:
    """The sentences of what the next stage lacks."""
    return onward(case, leaving.facts(case, leaving.discharge_plan(case)), ()).gaps


def named(left: LiveWork) -> list[str]:
    """Open work by name, so that nothing is cancelled unseen."""
    times = [_("Appointment with %(person)s") % {"person": row.user} for row in left.appointments]
    visits = [_("Home visit of %(person)s") % {"person": row.visitor} for row in left.visits]
    return [*(item.what for item in left.items), *times, *visits]
