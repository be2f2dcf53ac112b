"""Referrals of a case: how they stand, who would fit, whom to ask, and what goes to them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.access import fetch
from core.actions import available
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from directory.models import Service
from patients import header
from patients.header import case_page, fetch_case
from patients.models import Case
from patients.views.asking import ask, posted
from referrals import beside
from referrals.actions import asking as actions
from referrals.actions.choices import offer_choice
from referrals.forms import asking as forms
from referrals.models import BY_CHOICE, Referral
from referrals.queries import asking, choices, pages
from referrals.views.asked import CASE, question
from referrals.views.verbs import VERBS

PAGE = "referrals:case"


@route("GET", kind="phi", data="discharge", thing="patients.Case", arg="pk", event="view")
def referrals(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The lists given and whom was asked, with how each stands."""
    case = fetch_case(pk, by=request.user)
    page = _page(case, request.user) | pages.of_case(case)
    page["may_edit"] = case.is_open and offer_choice.perm in page["rights"]  # type: ignore[attr-defined]
    page["drafts"] = [row for row in page["referrals"] if row.status == Referral.Status.DRAFT]
    record.seen([*page["choices"], *page["referrals"]], by=request.user, at=clock.now(), verb="list")
    return show(request, "referrals/case.html", page)


def _page(case: Case, user: Any) -> dict[str, Any]:
    page = case_page(case, user, "discharge")
    if "view_discharge" not in page["rights"]:
        raise Denied("view_discharge", "view", case)
    return page | {"pages": beside.pages(case, page["rights"], PAGE), "kinds": Service.Kind.choices}


@route("GET", kind="phi", data="discharge", thing="patients.Case", arg="pk", event="view")
def compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The services of a kind against what the patient will need, one sentence for each thing not met or not known."""
    case = fetch_case(pk, by=request.user)
    page = _page(case, request.user)
    kind = request.GET.get("kind") or Service.Kind.SNF
    form = forms.Compare({"kind": kind, "area": request.GET.get("area", "")})
    if not form.is_valid():
        raise BadRequest("This kind of service is not known.")
    page |= pages.compared(case, kind, form.cleaned_data["area"], page["rights"])
    return show(request, "referrals/compare.html", page | {"form": form, "kind": kind})


@route(
    "GET", "POST", kind="phi", data="discharge", does="referrals.draft_referrals", thing="patients.Case", arg="pk",
    event="referrals.draft_referrals", parts=("form",), names=("services",),
)  # fmt: skip
def draft(request: HttpRequest, pk: UUID, kind: str) -> HttpResponse:
    """Prepare to ask several services of a kind at once."""
    case = fetch_case(pk, by=request.user)
    if kind not in Service.Kind.values:
        raise BadRequest("This kind of service is not known.")
    form = forms.DraftReferrals(posted(request), case=case, kind=kind)
    if request.method == "POST" and attempt(form, actions.draft_referrals, case, by=request.user):
        return done(
            request, reverse("referrals:send", args=[case.pk]), _("Written. Look at what goes, then send.")
        )
    title = _("Ask: %(kind)s") % {"kind": Service.Kind(kind).label}
    page = question(actions.draft_referrals, title, _("Write the referrals"), reverse(PAGE, args=[case.pk]))
    return ask(request, case, form, page, _first_the_choice(case, kind))


def _first_the_choice(case: Case, kind: str) -> list[str]:
    """What the law wants before anything may be sent (42 CFR 482.43(c))."""
    missing = kind in BY_CHOICE and choices.complete(case, kind) is None
    return [_("Record the patient's choice before the referral.")] if missing else []


@route(
    "GET", "POST", kind="phi", data="discharge", does="referrals.send_referrals", thing="patients.Case", arg="pk",
    event="referrals.send_referrals", parts=("form",), names=("referrals",),
)  # fmt: skip
def send(request: HttpRequest, pk: UUID) -> HttpResponse:
    """See what goes to whom, with which papers and on which consent, and send it."""
    case = fetch_case(pk, by=request.user)
    form = forms.SendReferrals(posted(request), case=case)
    if request.method == "POST" and attempt(form, actions.send_referrals, case, by=request.user):
        return done(request, reverse(PAGE, args=[case.pk]), _("Sent. You are told when an answer is late."))
    page = _page(case, request.user)
    if actions.send_referrals.perm not in page["rights"]:  # type: ignore[attr-defined]
        raise Denied("edit_discharge", "send_referrals", case)
    unverified = pages.unverified(case, [row.service for row in form.rows])
    page |= {"form": form, "rows": form.rows, "unverified": unverified}
    return show(request, "referrals/send.html", page, part="form", status=getattr(form, "status", 200))


@route("GET", kind="phi", data="discharge", thing="referrals.Referral", arg="pk", event="view")
def referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One referral: what was asked, what came of it, step by step, and what can be done now."""
    beside_it = header.beside(request.user, "case__")
    row = fetch(Referral, pk, by=request.user, related=(*CASE, *asking.WITH), also=beside_it)
    header.hand_on(row)
    page = _page(row.case, request.user)
    done_so_far = list(asking.story(row))
    page |= {"referral": row, "steps": done_so_far, "answer_due": asking.answer_due(row, done_so_far)}
    page["checks"] = row.checks.select_related("by").order_by("-at")
    page["may"] = available(row, request.user, *VERBS, rights=page["rights"])
    return show(request, "referrals/referral.html", page)
