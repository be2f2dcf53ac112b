"""The patient's choice: a list is given, shown, printed, and what was ticked is written down."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock, papers
from core.access import fetch, visible_to
from core.actions import available, must_be_able
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.views.asking import ask, posted
from referrals import beside
from referrals.actions import choices as actions
from referrals.choice_sheet import sheet
from referrals.forms import choices as forms
from referrals.models import Choice
from referrals.queries import pages
from referrals.views.asked import CASE, page_of, question

PAGE = "referrals:case"


@route(
    "GET", "POST", kind="phi", data="discharge", does="referrals.offer_choice", thing="patients.Case", arg="pk",
    event="referrals.offer_choice", parts=("form",),
)  # fmt: skip
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give the patient a list."""
    case = fetch_case(pk, by=request.user)
    form = forms.OfferChoice(posted(request), initial=forms.area_of(case) | _asked_for(request))
    if request.method == "POST" and (made := attempt(form, actions.offer_choice, case, by=request.user)):
        return done(
            request, page_of(made), _("The list is ready. Print it, go through it, and record the choice.")
        )
    back = reverse(PAGE, args=[case.pk])
    return ask(
        request, case, form, question(actions.offer_choice, _("Give a list"), _("Make the list"), back)
    )


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    return {"kind": request.GET["kind"]} if "kind" in request.GET else {}


@route("GET", kind="phi", data="discharge", thing="referrals.Choice", arg="pk", event="view")
def choice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One list as it was given, and what was chosen from it."""
    row = fetch(Choice, pk, by=request.user, related=(*CASE, "offered_by", "recorded_by", "chosen_by"))
    page = _page(row, request.user)
    page["may"] = available(
        row, request.user, actions.record_choice, actions.put_aside, rights=page["rights"]
    )
    return show(request, "referrals/choice.html", page)


def _page(row: Choice, user: Any) -> dict[str, Any]:
    page = case_page(row.case, user, "discharge")
    page |= {"choice": row, "lines": pages.lines(row, page["rights"])}
    return page | {"pages": beside.pages(row.case, page["rights"], PAGE)}


@route(
    "GET", "POST", kind="phi", data="discharge", does="referrals.record_choice", thing="referrals.Choice", arg="pk",
    event="referrals.record_choice", parts=("form",), names=("chosen_by",),
)  # fmt: skip
def record_choice(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what the patient ticked."""
    row = fetch(Choice, pk, by=request.user, related=CASE)
    must_be_able(request.user, actions.record_choice, row)
    form = forms.RecordChoice(posted(request), choice=row, initial={"interpreter": row.interpreter})
    if request.method == "POST" and attempt(form, _recorded, row, by=request.user):
        return done(request, page_of(row), _("The patient's choice is on record."))
    title = _("Record the choice")
    return ask(request, row.case, form, question(actions.record_choice, title, title, page_of(row)))


def _recorded(row: Choice, *, by: Any, **said: Any) -> Choice:
    made: Choice = actions.record_choice(row, by=by, **{name: said[name] for name in SAID})
    return made


SAID = (
    "how", "ranks", "chosen_by", "witness", "interpreter", "quality_shared", "network_shown", "interests_shown",
)  # fmt: skip


@route(
    "GET", "POST", kind="phi", data="discharge", does="referrals.put_aside", thing="referrals.Choice", arg="pk",
    event="referrals.put_aside", parts=("form",),
)  # fmt: skip
def put_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A list that is used no more."""
    row = fetch(Choice, pk, by=request.user, related=CASE)
    must_be_able(request.user, actions.put_aside, row)
    form = forms.Reason(posted(request))
    if request.method == "POST" and attempt(form, actions.put_aside, row, by=request.user):
        return done(request, reverse(PAGE, args=[row.case_id]), _("The list is put aside. Give a new one."))
    title = _("Put the list aside")
    return ask(request, row.case, form, question(actions.put_aside, title, title, page_of(row)))


@route("GET", kind="phi", data="discharge", thing="referrals.Choice", arg="pk", event="print")
def on_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list as a PDF for the patient's hand, large on wish; not in an emergency."""
    row = _portable(pk, request.user)
    page = case_page(row.case, request.user, "discharge")
    record.seen([row], by=request.user, at=clock.now(), verb="print")
    data = sheet(
        row, pages.lines(row, page["rights"]), page["banner"], large=request.GET.get("size") == "large"
    )
    return papers.paper("choice", data, at=clock.now()).download("choice-list")


def _portable(pk: UUID, user: Any) -> Choice:
    """A list that somebody may take along: seen by more than an open emergency."""
    row = fetch(Choice, pk, by=user, related=CASE, listed=True)
    if not visible_to(Choice, user, portable=True).filter(pk=pk).exists():
        no = _("Emergency access is for reading. It does not print or export.")
        raise Denied("view_discharge", "print", row, no)
    return row
