"""Relays: the open loops, one loop with its steps, and the report."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import record
from core import clock
from core.access import fetch
from core.actions import available, must_be_able
from core.htmx import attempt, done, show
from core.languages import name_of
from core.routes import route
from messaging import actions, forms
from messaging.models import Relay
from messaging.queries import loops
from messaging.views.asking import CASE, asked, tab_url
from patients.header import case_page, fetch_case
from patients.views.asking import posted

RELATED = ("item__owner", "person", "colleague", "created_by", *CASE)
BY = ("delivered_by", "understood_by", "answered_by", "closed_by", "withdrawn_by")
STEPS = (
    actions.deliver,
    actions.confirm_understood,
    actions.answer_relay,
    actions.close_relay,
    actions.withdraw_relay,
)

SCOPES = {"": loops.mine, "raised": loops.raised_by, "team": loops.below}


@route(
    "GET", "POST", kind="phi", data="work", does="messaging.raise_relay", thing="patients.Case", arg="pk",
    event="messaging.raise_relay", parts=("form",), names=("person", "colleague"),
)  # fmt: skip
def raise_relay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take up a message that must come back as an answer."""
    case = fetch_case(pk, by=request.user, perm="view_work")
    form = forms.RelayForm(posted(request), case=case, user=request.user)
    made = attempt(form, actions.raise_relay, case, by=request.user) if request.method == "POST" else None
    if made:
        return done(
            request,
            reverse("messaging:relay", args=[made.pk]),
            _("Taken up. It stays open until it is answered."),
        )
    return asked(request, case, form, actions.raise_relay, _("Pass something on"), tab_url(case))


@route("GET", kind="phi", data="work", thing="messaging.Relay", arg="pk", event="view")
def relay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One loop: what was said at each step, by whom and when, and its next step."""
    found = fetch(Relay, pk, by=request.user, related=(*RELATED, *BY))
    page = case_page(found.case, request.user, "messages")
    page |= {"relay": found, "may": available(found, request.user, *STEPS)}
    page["language"] = name_of(found.language) if found.language else ""
    return show(request, "messaging/relay.html", page)


@route("GET", kind="phi", data="work", thing="messaging.Relay", event="list", parts=("rows",))
def relays(request: HttpRequest) -> HttpResponse:
    """The open loops by age: mine, those I raised, or those of the teams I supervise."""
    asked_for = forms.LoopFilter.of(request)
    found = list(SCOPES[asked_for.cleaned_data["scope"]](request.user)[: loops.LISTED])
    record.seen(found, by=request.user, at=clock.now(), verb="list")
    return show(request, "messaging/relays.html", {"relays": found, "form": asked_for}, part="rows")


@route("GET", kind="phi", data="work", thing="messaging.Relay", event="list")
def report(request: HttpRequest) -> HttpResponse:
    """Median hours until a message was understood, by language and interpreter, with the list behind each number."""
    narrow = forms.ReportFilter.of(request).cleaned_data
    rows = loops.understood(request.user, **narrow).select_related(*loops.RELATED)
    found = list(rows.order_by("-understood_at", "pk")[: loops.LISTED]) if any(narrow.values()) else []
    record.seen(found, by=request.user, at=clock.now(), verb="list")
    page = {"lines": loops.report(request.user), "relays": found, "narrow": narrow}
    return show(request, "messaging/report.html", page)


def _step(name: str, verb: Any, form_class: Any, title: Any, said: Any) -> Callable[..., HttpResponse]:
    """The view of one step: its form as a page, and back to the loop."""

    @route(
        "GET", "POST", kind="phi", data="work", does=verb.verb_name, thing="messaging.Relay", arg="pk",
        event=verb.verb_name, parts=("form",),
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        found = fetch(Relay, pk, by=request.user, related=RELATED)
        must_be_able(request.user, verb, found)
        more = {"relay": found} if form_class is forms.DeliverForm else {}
        form, back = form_class(posted(request), **more), reverse("messaging:relay", args=[found.pk])
        if request.method == "POST" and attempt(form, verb, found, by=request.user):
            return done(request, back, said)
        return asked(request, found.case, form, verb, title, back)

    view.__name__ = name
    return view


deliver = _step(
    "deliver", actions.deliver, forms.DeliverForm, gettext_lazy("Delivered"), gettext_lazy("Delivered.")
)
understood = _step(
    "understood",
    actions.confirm_understood,
    forms.UnderstoodForm,
    gettext_lazy("Understood"),
    gettext_lazy("Understood. Now bring the answer back."),
)
answer = _step(
    "answer",
    actions.answer_relay,
    forms.AnswerForm,
    gettext_lazy("Bring the answer back"),
    gettext_lazy("The answer is back. Close the loop when they have it."),
)
close = _step(
    "close", actions.close_relay, forms.Empty, gettext_lazy("Close the loop"), gettext_lazy("Closed.")
)
withdraw = _step(
    "withdraw", actions.withdraw_relay, forms.ReasonForm, gettext_lazy("Withdraw"), gettext_lazy("Withdrawn.")
)
