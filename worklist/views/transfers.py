"""Answering an offer of work, and taking one back."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import case_page
from worklist import actions
from worklist.forms.together import AnswerForm, RejectForm
from worklist.models import ItemTransfer
from worklist.my_day import RELATED

PAGE = "worklist/answer.html"
ON_ITEM = ("from_user", "to_user", "created_by", "answer_by", *(f"item__{each}" for each in RELATED))


def _answer(verb: Any, form_class: type[Form], title: Any, said: Any) -> Callable[..., HttpResponse]:
    """The view of one answer: GET asks, POST gives it and goes to the work."""

    @route(
        "GET",
        "POST",
        kind="phi",
        data="work",
        does=verb.verb_name,
        thing="worklist.ItemTransfer",
        arg="pk",
        event=verb.verb_name,
    )
    def view(request: HttpRequest, pk: Any) -> HttpResponse:
        transfer = fetch(ItemTransfer, pk, by=request.user, related=ON_ITEM)
        must_be_able(request.user, verb, transfer)
        form = form_class(request.POST if request.method == "POST" else None)
        if form.is_bound and attempt(form, verb, transfer, by=request.user):
            return done(request, reverse("worklist:item", args=[transfer.item_id]), said)
        context = {"transfer": transfer, "item": transfer.item, "form": form, "title": title}
        return show(
            request, PAGE, context | _frame(transfer, request.user), status=getattr(form, "status", 200)
        )

    view.__name__ = verb.verb_name.partition(".")[2]
    return view


def _frame(transfer: ItemTransfer, user: Any) -> dict[str, Any]:
    case = transfer.item.case
    return case_page(case, user, "work") | {"frame": "case.html"} if case else {"frame": "base.html"}


accept = _answer(actions.accept_item, AnswerForm, _("Accept this work"), _("Yours now."))
reject = _answer(actions.reject_item, RejectForm, _("Say no"), _("Answered."))
revoke = _answer(actions.revoke_item, AnswerForm, _("Take this back"), _("Taken back."))
