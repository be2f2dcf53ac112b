"""Questions to people outside the team: asking, the list of those one is asked, answering, and what came of it."""

from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import record
from core import clock
from core.access import fetch, held, visible_to
from core.actions import available, must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import HEADER, case_page, fetch_case
from patients.models import Case
from teams.models import Consult
from worklist import actions, consults
from worklist.forms import consults as forms

LIST, PAGE, OF_CASE = "worklist/consults.html", "worklist/consult.html", "worklist/case_consults.html"
SHOWN = 100
RELATED = (*(f"case__{name}" for name in HEADER), "case__patient", "to_user", "created_by", "answered_by")
VERBS: dict[str, tuple[Any, type[BaseForm], Any]] = {
    "answer": (actions.answer_consult, forms.AnswerForm, gettext_lazy("Answered. Thank you.")),
    "decline": (
        actions.decline_consult,
        forms.DeclineForm,
        gettext_lazy("Declined. They ask somebody else."),
    ),
    "withdraw": (actions.withdraw_consult, forms.WithdrawForm, gettext_lazy("The question is taken back.")),
    "apply": (actions.apply_consult, forms.ApplyForm, gettext_lazy("Kept.")),
}


@route("GET", kind="phi", data="consult", thing="teams.Consult", event="list")
def mine(request: HttpRequest) -> HttpResponse:
    """What one is asked, by due time, and what one asked."""
    user: Any = request.user
    asked = list(consults.asked_of(user).filter(status="asked").order_by("due_at", "pk")[:SHOWN])
    past = list(consults.asked_of(user).exclude(status="asked").order_by("-due_at", "pk")[:20])
    own = list(consults.asked_by(user).order_by("-created_at", "pk")[:20])
    record.seen([*asked, *past, *own], by=user, at=clock.now(), verb="list")
    return show(request, LIST, {"asked": asked, "past": past, "own": own})


@route(
    "GET", "POST", kind="phi", data="consult", does="worklist.ask_consult", thing="patients.Case", arg="pk",
    event="worklist.ask_consult", names=("to_user",), parts=("form",),
)  # fmt: skip
def of_case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The questions of a case, and asking another; the urgency is the button."""
    case = fetch_case(pk, by=request.user, perm="view_consult")
    if request.method == "POST":
        must_be_able(request.user, actions.ask_consult, case)
    form = forms.AskConsultForm(
        request.POST or None, case=case, user=request.user, initial=_said(request, case)
    )
    if request.method == "POST" and attempt(form, actions.ask_consult, case, by=request.user):
        return done(request, request.path, _("Asked. You are told when the answer is there."))
    context = case_page(case, request.user, "consults") | {"form": form, "rows": _rows(request, case)}
    context["grants"] = consults.given_by_hand(case, request.user)
    return show(request, OF_CASE, context, part="form", status=getattr(form, "status", 200))


def _said(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What the form starts with: the purpose of the case, and the person and question of one asked before."""
    return {"summary": case.purpose, "question": request.GET.get("question", "")[:500]}


def _rows(request: HttpRequest, case: Case) -> list[Consult]:
    rows = visible_to(Consult, request.user).filter(case=case, error_at=None)
    shown = list(rows.select_related("to_user", "created_by").order_by("-created_at", "-pk")[:SHOWN])
    record.seen(shown, by=request.user, at=clock.now(), verb="list")
    return shown


@route("GET", kind="phi", data="consult", thing="teams.Consult", arg="pk", event="view")
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One question, its answer, and what this person may do with it."""
    return _page(request, fetch(Consult, pk, by=request.user, related=RELATED))


def _page(
    request: HttpRequest, consult: Consult, verb: str = "", form: BaseForm | None = None
) -> HttpResponse:
    may = available(consult, request.user, *(each[0] for each in VERBS.values()))
    shown = {name: shape() for name, (act, shape, _said) in VERBS.items() if act.__name__ in may}
    team = "edit_consult" in held(request.user, consult.case)
    context = case_page(consult.case, request.user, "consults" if team else "summary")
    context |= {
        "consult": consult,
        "forms": shown | ({verb: form} if form else {}),
        "in_time": consult.answered_at and consult.answered_at <= consult.due_at,
        "team": team,
        "shared": [consults.SHAREABLE.get(name, name) for name in consult.classes] if team else [],
    }
    return show(request, PAGE, context, part="form", status=getattr(form, "status", 200))


def _verb(name: str) -> Any:
    act, shape, said = VERBS[name]

    @route(
        "GET", "POST", kind="phi", data="consult", does=act.verb_name, thing="teams.Consult", arg="pk",
        event=act.verb_name, parts=("form",),
    )  # fmt: skip
    def run(request: HttpRequest, pk: UUID) -> HttpResponse:
        consult = fetch(Consult, pk, by=request.user, related=RELATED)
        must_be_able(request.user, act, consult)
        form = shape(request.POST if request.method == "POST" else None)
        if request.method == "POST" and attempt(form, act, consult, by=request.user):
            gone = name == "decline"
            back = reverse("worklist:consults") if gone else reverse("worklist:consult", args=[pk])
            return done(request, back, said)
        return _page(request, consult, name, form)

    return run


answer, decline, withdraw, apply = (_verb(name) for name in VERBS)
