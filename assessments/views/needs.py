"""The needs of a case: what stands in the way, whether help is wanted, who looks after it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from assessments.actions import needs as actions
from assessments.forms import needs as forms
from assessments.models import Need
from assessments.queries import needs as queries
from assessments.views.verb_page import TAB, verb_view
from audit import record
from core import clock
from core.htmx import show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.models import Case


@route(
    "GET", kind="phi", data="psychosocial", thing="patients.Case", arg="pk", event="list", parts=("needs",)
)
def needs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The needs of a case, as far as one may read them."""
    case = fetch_case(pk, by=request.user, listed=True)
    page = case_page(case, request.user, TAB)
    if "summary_psychosocial" not in page["rights"]:
        raise Denied("summary_psychosocial", "view", case)
    page |= queries.panel(case, request.user, page["rights"])
    rows = [each.need for each in (*page["needs"]["open"], *page["needs"]["closed"])]
    record.seen([case, *rows], by=request.user, at=clock.now(), verb="list")
    return show(request, "assessments/needs.html", page, part="needs")


def _block(request: HttpRequest, case: Case) -> HttpResponse:
    """The block of needs as it is now, in its place."""
    context = queries.panel(case, request.user) | {"case": case}
    return show(request, "assessments/_needs.html", context)


find = verb_view(
    Case, actions.find_need, lambda data, _row: forms.FindForm(data), _("Add a need"),
    _("The need is on record. Ask whether the patient wants help with it."), data="psychosocial", back="needs",
)  # fmt: skip
answer = verb_view(
    Need, actions.answer_need, lambda data, _row: forms.AnswerForm(data), _("Ask whether help is wanted"),
    _("The answer is on record."), data="psychosocial", back="needs", part=_block,
)  # fmt: skip
give = verb_view(
    Need, actions.give_need, lambda data, row: forms.GiveForm(data, case=row.case), _("Say who looks after it"),
    _("They look after it now."), data="psychosocial", back="needs", names=("to",),
)  # fmt: skip
no_goal = verb_view(
    Need, actions.note_no_goal, lambda data, _row: forms.NoGoalForm(data), _("Say why no goal serves it"),
    _("The reason is on record."), data="psychosocial", back="needs",
)  # fmt: skip
close = verb_view(
    Need, actions.close_need, lambda data, _row: forms.CloseForm(data), _("Close the need"),
    _("The need is closed."), data="psychosocial", back="needs", part=_block,
)  # fmt: skip
