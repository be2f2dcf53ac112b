"""The plan's verbs as forms; each page works without script and goes back to the plan."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import drop_draft
from careplans import actions, checklist, forms
from careplans.models import CarePlan, Goal
from careplans.queries import assessed
from core.access import fetch
from core.htmx import attempt, done
from core.routes import route
from patients.header import HEADER, fetch_case
from patients.models import Case
from patients.views.asking import Question, ask, posted

CASE = tuple(f"case__{name}" for name in HEADER)


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.begin_planning", thing="patients.Case", arg="pk",
    event="careplans.begin_planning",
)  # fmt: skip
def begin_planning(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From assessing to planning."""
    case = fetch_case(pk, by=request.user)
    form = forms.BeginPlanning(posted(request))
    if request.method == "POST" and attempt(form, actions.begin_planning, case, by=request.user):
        return done(request, tab_url(case), _("Planning has begun."))
    question = asked(actions.begin_planning, case, _("Begin planning"), _("Begin planning"))
    return ask(request, case, form, question, checklist.before_planning(assessed=assessed(case)))


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.draft_plan", thing="patients.Case", arg="pk",
    event="careplans.draft_plan",
)  # fmt: skip
def draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Start the plan with what matters to the patient."""
    case = fetch_case(pk, by=request.user)
    form = forms.WhatMatters(posted(request), initial={"purpose": case.purpose})
    if request.method == "POST" and attempt(form, actions.draft_plan, case, by=request.user):
        drop_draft(request.user, by=request.user, form="plan", about=case.reference)
        return done(request, tab_url(case), _("The plan is started."))
    question = asked(actions.draft_plan, case, _("Start the plan"), _("Save"), draft="plan")
    return ask(request, case, form, question)


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.record_what_matters", thing="careplans.CarePlan", arg="pk",
    event="careplans.record_what_matters",
)  # fmt: skip
def what_matters(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put down what matters to the patient."""
    plan = fetch(CarePlan, pk, by=request.user, related=CASE)
    start = {"what_matters": plan.what_matters, "purpose": plan.case.purpose, "version": plan.version}
    form = forms.WhatMatters(posted(request), initial=start)
    if request.method == "POST" and attempt(form, actions.record_what_matters, plan, by=request.user):
        drop_draft(request.user, by=request.user, form="plan", about=plan.case.reference)
        return done(request, tab_url(plan.case), _("Saved."))
    question = asked(
        actions.record_what_matters, plan.case, _("What matters to the patient"), _("Save"), draft="plan"
    )
    return ask(request, plan.case, form, question)


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.propose_goal", thing="careplans.CarePlan", arg="pk",
    event="careplans.propose_goal",
)  # fmt: skip
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a goal on the plan."""
    plan = fetch(CarePlan, pk, by=request.user, related=CASE)
    form = forms.Propose(posted(request))
    if request.method == "POST" and attempt(form, actions.propose_goal, plan, by=request.user):
        return done(request, tab_url(plan.case), _("The goal is on the plan."))
    return ask(request, plan.case, form, asked(actions.propose_goal, plan.case, _("New goal"), _("Add goal")))


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.agree_goal", thing="careplans.Goal", arg="pk",
    event="careplans.agree_goal",
)  # fmt: skip
def agree(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The patient agreed to the goal."""
    goal = fetch(Goal, pk, by=request.user, related=CASE)
    form = forms.Empty(posted(request))
    if request.method == "POST" and attempt(form, actions.agree_goal, goal, by=request.user):
        return done(request, tab_url(goal.case), _("The goal is agreed."))
    question = asked(
        actions.agree_goal, goal.case, _("Agree a goal"), _("The patient agreed"), lead=goal.words
    )
    return ask(request, goal.case, form, question)


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.close_goal", thing="careplans.Goal", arg="pk",
    event="careplans.close_goal",
)  # fmt: skip
def close_goal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The goal is over, with what came of it."""
    goal = fetch(Goal, pk, by=request.user, related=CASE)
    form = forms.CloseGoal(posted(request))
    if request.method == "POST" and attempt(form, actions.close_goal, goal, by=request.user):
        return done(request, tab_url(goal.case), _("The goal is closed."))
    question = asked(actions.close_goal, goal.case, _("Close a goal"), _("Close goal"), lead=goal.words)
    return ask(request, goal.case, form, question)


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.activate", thing="careplans.CarePlan", arg="pk",
    event="careplans.activate",
)  # fmt: skip
def activate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The plan takes effect, and the case becomes active."""
    plan = fetch(CarePlan, pk, by=request.user, related=CASE)
    form = forms.Activate(posted(request))
    if request.method == "POST" and attempt(form, actions.activate, plan, by=request.user):
        return done(request, tab_url(plan.case), _("The plan is active."))
    return ask(
        request,
        plan.case,
        form,
        asked(actions.activate, plan.case, _("Put the plan into effect"), _("Put the plan into effect")),
    )


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.close_plan", thing="careplans.CarePlan", arg="pk",
    event="careplans.close_plan",
)  # fmt: skip
def close_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put the plan away; a new one can then be started."""
    plan = fetch(CarePlan, pk, by=request.user, related=CASE)
    form = forms.Empty(posted(request))
    if request.method == "POST" and attempt(form, actions.close_plan, plan, by=request.user):
        return done(request, tab_url(plan.case), _("The plan is closed."))
    return ask(
        request, plan.case, form, asked(actions.close_plan, plan.case, _("Close the plan"), _("Close plan"))
    )


def tab_url(case: Case) -> str:
    """Where every verb of the plan goes back to."""
    return reverse("careplans:plan", args=[case.pk])


def asked(verb: object, case: Case, title: str, button: str, lead: str = "", draft: str = "") -> Question:
    """A question of the plan tab; `draft` names the form whose text is kept while it is typed."""
    drafts = reverse("accounts:draft-about", args=[draft, case.reference]) if draft else ""
    return Question(verb, "plan", title, button, tab_url(case), lead, drafts)
