"""The plan's verbs that begin and end it, and what is written of problems, goals, steps and barriers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import drop_draft
from careplans import actions, checklist, forms
from careplans.models import Barrier, CarePlan, Goal, Intervention, Problem
from careplans.queries import assessed
from careplans.views.asked import CASE, asked, tab_url, verb_view
from core.access import fetch
from core.htmx import attempt, done
from core.routes import route
from patients.header import fetch_case
from patients.views.asking import ask, posted

GOAL_PAGE, STEP_PAGE = "careplans/goal_form.html", "careplans/step_form.html"


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
    """Put down what the patient says."""
    plan = fetch(CarePlan, pk, by=request.user, related=CASE)
    start = {"purpose": plan.case.purpose, "version": plan.version}
    start |= {name: getattr(plan, name) for name in forms.WhatMatters.Meta.fields}
    form = forms.WhatMatters(posted(request), initial=start)
    if request.method == "POST" and attempt(form, actions.record_what_matters, plan, by=request.user):
        drop_draft(request.user, by=request.user, form="plan", about=plan.case.reference)
        return done(request, tab_url(plan.case), _("Saved."))
    title = _("In the patient's words")
    return ask(
        request,
        plan.case,
        form,
        asked(actions.record_what_matters, plan.case, title, _("Save"), draft="plan"),
    )


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.raise_barrier", thing="patients.Case", arg="pk",
    event="careplans.raise_barrier", names=("goal", "item", "owner"),
)  # fmt: skip
def raise_barrier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what stands in the way."""
    case = fetch_case(pk, by=request.user, perm="view_plan")
    form = forms.RaiseBarrier(
        posted(request), row=case, user=request.user, initial={"goal": request.GET.get("goal")}
    )
    if request.method == "POST" and attempt(form, actions.raise_barrier, case, by=request.user):
        return done(request, tab_url(case), _("The barrier is on the plan."))
    return ask(request, case, form, asked(actions.raise_barrier, case, _("Something in the way"), _("Save")))


L = gettext_lazy
SERVED = (*CASE, "plan")
close_plan = verb_view(
    "close_plan", actions.close_plan, CarePlan, forms.Empty, L("Close the plan"), L("Close plan"), L("The plan is closed."),
)  # fmt: skip
revise = verb_view(
    "revise", actions.revise, CarePlan, forms.Revise, L("Change the plan"), L("Begin the next version"),
    L("The next version is begun. Change what is to change, then submit it."), names=("prompted_by",),
)  # fmt: skip
activate = verb_view(
    "activate", actions.activate, CarePlan, forms.Activate, L("Put the plan into effect"), L("Put the plan into effect"),
    L("The plan is active."),
)  # fmt: skip
add_problem = verb_view(
    "add_problem", actions.add_problem, CarePlan, forms.AddProblem, L("New problem"), L("Add problem"),
    L("The problem is on the plan."), names=("need",),
)  # fmt: skip
resolve_problem = verb_view(
    "resolve_problem", actions.resolve_problem, Problem, forms.ResolveProblem, L("A problem is solved"), L("Resolve problem"),
    L("The problem is resolved."), related=SERVED,
)  # fmt: skip
propose = verb_view(
    "propose", actions.propose_goal, CarePlan, forms.Propose, L("New goal"), L("Add goal"), L("The goal is on the plan."),
    draft="goal", page=GOAL_PAGE, names=("problem", "need"),
)  # fmt: skip
agree = verb_view(
    "agree", actions.agree_goal, Goal, forms.Empty, L("Agree a goal"), L("The patient agreed"), L("The goal is agreed."),
    related=SERVED,
)  # fmt: skip
hold_goal = verb_view(
    "hold_goal", actions.hold_goal, Goal, forms.HoldGoal, L("Let a goal rest"), L("Let it rest"), L("The goal rests."),
    related=SERVED,
)  # fmt: skip
resume_goal = verb_view(
    "resume_goal", actions.resume_goal, Goal, forms.Empty, L("Take up a goal again"), L("Take it up"),
    L("The goal is taken up again."), related=SERVED,
)  # fmt: skip
rate_goal = verb_view(
    "rate_goal", actions.rate_goal, Goal, forms.RateGoal, L("How the goal stands"), L("Save"), L("Rated."), related=SERVED,
)  # fmt: skip
close_goal = verb_view(
    "close_goal", actions.close_goal, Goal, forms.CloseGoal, L("Close a goal"), L("Close goal"), L("The goal is closed."),
    related=SERVED,
)  # fmt: skip
add_step = verb_view(
    "add_step", actions.add_intervention, Goal, forms.AddStep, L("What is done for it"), L("Add"), L("Added to the plan."),
    draft="step", page=STEP_PAGE, related=SERVED, names=("owner", "caregiver"),
)  # fmt: skip
stop_step = verb_view(
    "stop_step", actions.stop_intervention, Intervention, forms.StopStep, L("Stop this"), L("Stop"),
    L("Stopped. Its work ends when this version takes effect."), related=SERVED,
)  # fmt: skip
finish_step = verb_view(
    "finish_step", actions.finish_intervention, Intervention, forms.FinishStep, L("This is done"), L("Done"),
    L("Done."), related=SERVED,
)  # fmt: skip
clear_barrier = verb_view(
    "clear_barrier", actions.clear_barrier, Barrier, forms.ClearBarrier, L("Out of the way"), L("Save"),
    L("The barrier is cleared."),
)  # fmt: skip
