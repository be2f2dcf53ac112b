"""A call by a script: who it is, one press an answer, who acts on a red one, how it ended."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch, visible_to
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from outreach import actions, calling, forms
from outreach.models import ScriptRun
from outreach.views.asking import CASE, TAB, asked, tab_url
from patients.header import case_page, fetch_case
from patients.views.asking import posted
from worklist.models import Item

PAGE = "outreach/script.html"


@route(
    "GET", "POST", kind="phi", data="clinical", does="outreach.start_call", thing="patients.Case", arg="pk",
    event="outreach.start_call", parts=("form",),
)  # fmt: skip
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a call; with `item` it keeps that piece of work."""
    found = fetch_case(pk, by=request.user, perm="view_clinical")
    form, item = forms.Empty(posted(request)), _item(request, found)
    more = {"item": item, "person": item.target_person if item else None}
    made = (
        attempt(form, actions.start_call, found, by=request.user, **more)
        if request.method == "POST"
        else None
    )
    if made:
        return done(request, _run_url(made))
    return asked(
        request, found, form, actions.start_call, _("Call by the script"), button=_("Begin the call")
    )


@route("GET", kind="phi", data="clinical", thing="outreach.ScriptRun", arg="pk", event="view", parts=("run",))
def run(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The call as it stands: the questions with what was answered, and its red flags with who acts."""
    return _show(request, _fetch(request, pk))


@route(
    "GET", "POST", kind="phi", data="clinical", does="outreach.verify", thing="outreach.ScriptRun", arg="pk",
    event="outreach.verify", parts=("run",),
)  # fmt: skip
def verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two identifiers, before anything is asked."""
    found = _fetch(request, pk)
    form = forms.VerifyForm(posted(request), script=calling.script_of(found))
    if request.method == "POST" and attempt(form, actions.verify, found, by=request.user):
        return _again(request, found)
    return _show(request, found, actions.verify, verify=form)


@route(
    "GET", "POST", kind="phi", data="clinical", does="outreach.answer", thing="outreach.ScriptRun", arg="pk",
    event="outreach.answer", parts=("run",),
)  # fmt: skip
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One press: an answer; a red one is somebody's work at once."""
    found, form = _fetch(request, pk), forms.AnswerForm(posted(request))
    if request.method == "POST" and attempt(form, actions.answer, found, by=request.user):
        return _again(request, found)
    return _show(request, found, actions.answer, answered=form)


@route(
    "GET", "POST", kind="phi", data="clinical", does="outreach.give_flag", thing="outreach.ScriptRun", arg="pk",
    event="outreach.give_flag", parts=("run",), names=("item", "to"),
)  # fmt: skip
def give(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name who acts on a red flag."""
    found = _fetch(request, pk)
    form = forms.GiveForm(posted(request), run=found)
    if request.method == "POST" and attempt(form, actions.give_flag, found, by=request.user):
        return _again(request, found)
    return _show(request, found, actions.give_flag, give=form)


@route(
    "GET", "POST", kind="phi", data="clinical", does="outreach.end_call", thing="outreach.ScriptRun", arg="pk",
    event="outreach.end_call", parts=("run",),
)  # fmt: skip
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How the call ended; it becomes a contact."""
    found = _fetch(request, pk)
    form = forms.EndForm(posted(request), run=found, script=calling.script_of(found))
    if request.method == "POST" and attempt(form, actions.end_call, found, by=request.user):
        return done(request, tab_url(found.case), _("The call is ended and logged as a contact."))
    return _show(request, found, actions.end_call, end=form)


def _fetch(request: HttpRequest, pk: UUID) -> ScriptRun:
    """A call for who reads health information."""
    related = (*CASE, "rule", "person", "item", "created_by", "ended_by")
    return fetch(ScriptRun, pk, by=request.user, perm="view_clinical", related=related)


def _item(request: HttpRequest, case: Any) -> Item | None:
    """The work the call keeps, if the page was opened from one that may be seen."""
    wanted = request.POST.get("item") or request.GET.get("item") or ""
    rows = visible_to(Item, request.user).filter(case=case).select_related("target_person")
    return next(
        (row for row in rows.filter(kind__in=("follow_up", "reach", "task")) if str(row.pk) == wanted), None
    )


def _run_url(found: ScriptRun) -> str:
    return reverse("outreach:run", args=[found.pk])


def _again(request: HttpRequest, found: ScriptRun) -> HttpResponse:
    """The call as it stands now: in place with script, by its own address without."""
    if getattr(request, "htmx", False):
        return _show(request, _fetch(request, found.pk))
    return done(request, _run_url(found))


def _show(request: HttpRequest, found: ScriptRun, verb: Any = None, **bound: Any) -> HttpResponse:
    """The call; with the form of a verb for who may do it (else Denied)."""
    script, given = calling.script_of(found), calling.answers(found)
    page: dict[str, Any] = case_page(found.case, request.user, TAB)
    if verb is not None and verb.perm not in page["rights"]:
        raise Denied(verb.perm, verb.verb_name, found)
    page |= {"run": found, "script": script, "flags": calling.flags_of(found), "given": len(given)}
    page["questions"] = [calling.asked(question, given.get(question.code)) for question in script.questions]
    page["running"] = found.status == ScriptRun.Status.RUNNING and "edit_work" in page["rights"]
    if page["running"]:
        page |= {"verify": forms.VerifyForm(script=script), "give": forms.GiveForm(run=found)}
        page |= {"end": forms.EndForm(run=found, script=script)}
    page |= bound
    status = next((form.status for form in bound.values() if hasattr(form, "status")), 200)
    return show(request, PAGE, page, part="run", status=status)
