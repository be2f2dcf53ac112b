"""The work of one case: what is open, what was promised, what was said, when one meets."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.access import visible_to
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import case_page, fetch_case
from patients.models import Case
from worklist import actions, own_ends, queries, told_patients
from worklist.forms.items import OpenForm
from worklist.forms.promises import BookForm, FollowUpForm
from worklist.models import Appointment, ContactAttempt, FollowUp
from worklist.views.standing import stood

PAGE, FORM = "worklist/case_work.html", "worklist/case_form.html"


@route("GET", kind="phi", data="work", thing="patients.Case", arg="pk", event="view")
def case_work(request: HttpRequest, pk: Any) -> HttpResponse:
    """Open work, running promises, appointments to come, and the last contacts of a case."""
    user: Any = request.user
    case = fetch_case(pk, by=user, perm="view_work", listed=True)
    items = list(queries.live_work(case, user)[:200])
    own_ends.mark(items)
    record.seen([case, *items], by=user, at=clock.now())
    context = case_page(case, user, "work") | {"items": items, "here": request.path} | _promises(case, user)
    return show(request, PAGE, context | {"may_book": "edit_work" in context["rights"]})


def _promises(case: Case, user: Any) -> dict[str, Any]:
    running = visible_to(FollowUp, user).filter(case=case, status=FollowUp.Status.RUNNING)
    booked = visible_to(Appointment, user).filter(case=case, status=Appointment.Status.BOOKED)
    said = visible_to(ContactAttempt, user).filter(case=case).select_related("recorded_by", "person")
    return {
        "follow_ups": running.select_related("owner").order_by("first_due_at", "pk")[:50],
        "appointments": booked.select_related("user", "practitioner").order_by("starts_at", "pk")[:50],
        "contacts": said.order_by("-at", "-pk")[:10],
    }


def _on_case(
    request: HttpRequest, pk: Any, verb: Any, form_class: Any, title: str, said: str, told: Any = None
) -> HttpResponse:
    """A form on a case whose verb adds something to its work; `told` reads what the patient is told of it."""
    case = fetch_case(pk, by=request.user, perm="view_work")
    must_be_able(request.user, verb, case)
    form = form_class(request.POST or None, case=case, user=request.user)
    if request.method == "POST" and attempt(form, verb, case, by=request.user):
        return done(request, reverse("worklist:case_work", args=[case.pk]), said)
    context = case_page(case, request.user, "work") | {"form": form, "title": title} | stood(request, form)
    context["told"] = told(case) if told is not None else None
    return show(request, FORM, context, part="form", status=getattr(form, "status", 200))


def _card(verb: Any, *names: str) -> Any:
    return route(
        "GET",
        "POST",
        kind="phi",
        data="work",
        does=verb.verb_name,
        thing="patients.Case",
        arg="pk",
        event=verb.verb_name,
        parts=("form",),
        names=names,
    )


@_card(actions.open_item, "owner", "target_person", "target_organisation")
def new_item(request: HttpRequest, pk: Any) -> HttpResponse:
    """Open a piece of work."""
    return _on_case(request, pk, actions.open_item, OpenForm, _("New work"), _("Work opened."))


@_card(actions.start_follow_up, "owner", "person")
def new_follow_up(request: HttpRequest, pk: Any) -> HttpResponse:
    """Promise a follow-up."""
    return _on_case(
        request, pk, actions.start_follow_up, FollowUpForm, _("Promise a follow-up"), _("Follow-up promised.")
    )


@_card(actions.book, "user", "practitioner")
def new_appointment(request: HttpRequest, pk: Any) -> HttpResponse:
    """Book a meeting with the patient."""
    title = _("Book an appointment")
    return _on_case(request, pk, actions.book, BookForm, title, _("Booked."), told=told_patients.of_case)
