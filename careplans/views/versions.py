"""Versions of a plan: what changed, who stands behind it, and the decision on it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import CLINICAL_ROLES, Role
from careplans import actions, deciding, forms
from careplans.models import PlanComment, PlanSignature, PlanVersion
from careplans.queries.versions import beside, compared
from careplans.views.asked import CASE, asked, tab_url, verb_view
from core import access
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, hand_on
from patients.queries.bundle import unpack
from patients.views.asking import ask, posted

PAGE = "careplans/version.html"
Status = PlanVersion.Status
RELATED = (*CASE, "plan", "submitted_by", "returned_by", "approved_by")


@route(
    "GET", kind="phi", data="plan", thing="careplans.PlanVersion", arg="pk", event="view", parts=("changes",)
)
def version(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a version changes since another, its team and services; with the decision for whoever may decide."""
    return _page(request, _fetch(pk, request.user))


def _fetch(pk: UUID, user: Any) -> Any:
    row = fetch(PlanVersion, pk, by=user, related=RELATED, also=beside(user))
    hand_on(row)
    return row


def _page(request: HttpRequest, row: Any, form: Any = None) -> HttpResponse:
    page = case_page(row.case, request.user, "plan")
    if "view_plan" not in page["rights"]:
        raise Denied("view_plan", "view", row)
    page |= {
        "row": row,
        "form": form or forms.Return(row=row, user=request.user, initial={"version": row.version}),
    }
    page["compared"] = compared(row, _since(request), services="view_work" in page["rights"])
    page |= {
        "signatures": unpack(PlanSignature, row.its_signatures),
        "comments": unpack(PlanComment, row.its_comments),
    }
    return show(
        request, PAGE, page | _decision(row, request.user, page["rights"]), part="changes",
        status=getattr(form, "status", 200),
    )  # fmt: skip


def _since(request: HttpRequest) -> int | None:
    said = request.GET.get("since", "")
    return int(said) if said.isdecimal() and len(said) < 5 else None


def _decision(row: PlanVersion, user: Any, rights: frozenset[str]) -> dict[str, Any]:
    """Whether this person decides on it, else why not and who does."""
    if row.status != Status.SUBMITTED or "approve_plan" not in rights:
        return {"may_decide": False, "refusal": ""}
    try:
        deciding.must_decide(row, user)
    except Denied as denied:
        return {"may_decide": False, "refusal": str(denied)}
    return {"may_decide": True, "refusal": ""}


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.return", thing="careplans.PlanVersion", arg="pk",
    event="careplans.return",
)  # fmt: skip
def return_(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give it back with what is to be changed; the comment stands on the page of the version."""
    row = _fetch(pk, request.user)
    must_be_able(request.user, actions.return_, row)
    form = forms.Return(posted(request), row=row, user=request.user, initial={"version": row.version})
    if request.method == "POST" and attempt(form, actions.return_, row, by=request.user):
        return done(request, tab_url(row.case), _("The plan is returned."))
    return _page(request, row, form)


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.sign_part", thing="careplans.PlanVersion", arg="pk",
    event="careplans.sign_part",
)  # fmt: skip
def sign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign one's own discipline's part."""
    row = fetch(PlanVersion, pk, by=request.user, related=RELATED)
    must_be_able(request.user, actions.sign_part, row)
    form = forms.Sign(posted(request), row=row, user=request.user, roles=_disciplines(row, request.user))
    if request.method == "POST" and attempt(form, actions.sign_part, row, by=request.user):
        return done(request, tab_url(row.case), _("Signed."))
    question = asked(actions.sign_part, row.case, _("Sign your part of the plan"), _("Sign"))
    return ask(request, row.case, form, question)


def _disciplines(row: PlanVersion, user: Any) -> list[tuple[str, str]]:
    mine = access.roles_with("edit_notes", user, row)
    return [(role.value, str(role.label)) for role in (*CLINICAL_ROLES, Role.CONSULTANT) if role in mine]


submit = verb_view(
    "submit", actions.submit, PlanVersion, forms.Submit, _("Submit the plan"), _("Submit for approval"),
    _("The plan is submitted. Nothing of it changes until it is decided on."), related=RELATED,
)  # fmt: skip
take_back = verb_view(
    "take_back", actions.take_back, PlanVersion, forms.Empty, _("Take the plan back"), _("Take back"),
    _("Taken back. It can be changed again."), related=RELATED,
)  # fmt: skip
approve = verb_view(
    "approve", actions.approve, PlanVersion, forms.Decide, _("Approve the plan"), _("Approve"), _("The plan is approved."),
    related=RELATED,
)  # fmt: skip
agreement = verb_view(
    "agreement", actions.record_agreement, PlanVersion, forms.Agree, _("Does the patient agree?"), _("Save"),
    _("It is on the plan."), related=RELATED, names=("person",),
)  # fmt: skip
comment = verb_view(
    "comment", actions.comment_on, PlanVersion, forms.Comment, _("Comment on the plan"), _("Comment"), _("Said."),
    related=RELATED,
)  # fmt: skip
