"""The stay as it was coded, how long it lasts, and the national mean; beside the plan of leaving."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.htmx import attempt, done, show
from core.refusals import Denied, Refused
from core.routes import route
from discharge import pages
from discharge.forms.stay import Coding
from encounters.actions import code_stay
from encounters.queries.stays import beside_date, codings, last_stay
from patients.header import case_page, fetch_case
from patients.models import Case
from patients.views.asking import Question, ask, posted


@route("GET", kind="phi", data="encounter", thing="patients.Case", arg="pk", event="view")
def stay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was coded of the last inpatient stay, with every change."""
    case = fetch_case(pk, by=request.user)
    page = case_page(case, request.user, "discharge")
    if "view_encounter" not in page["rights"]:
        raise Denied("view_encounter", "view", case)
    visit = last_stay(case)
    page |= {"visit": visit, "stay": beside_date(visit, page["rights"]), "codings": codings(visit)}
    page["pages"] = pages.shown(case, page["rights"], "after:stay")
    return show(request, "discharge/stay.html", page)


@route(
    "GET", "POST", kind="phi", data="encounter", does="encounters.code_stay", thing="patients.Case", arg="pk",
    event="encounters.code_stay",
)  # fmt: skip
def code(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what is coded of the last inpatient stay."""
    case = fetch_case(pk, by=request.user)
    form = Coding(posted(request), initial=_present(case))
    if request.method == "POST" and attempt(form, _code, case, by=request.user):
        return done(request, reverse("after:stay", args=[pk]), _("The coding is recorded."))
    back = reverse("after:stay", args=[pk])
    return ask(request, case, form, Question(code_stay, "discharge", _("Code the stay"), _("Record"), back))


def _present(case: Case) -> dict[str, Any]:
    visit = last_stay(case)
    newest = codings(visit)[:1]
    names = ("drg", "final", "condition", "line", "planned")
    return (
        {name: getattr(newest[0], name) for name in names}
        if newest
        else {"line": "other", "planned": "unknown"}
    )


def _code(case: Case, *, by: Any, **said: Any) -> Any:
    visit = last_stay(case)
    if visit is None:
        raise Refused(_("There is no inpatient stay on this case to code."))
    return code_stay(visit, by=by, source="case page", **said)
