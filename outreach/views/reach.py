"""How a case is reached: its protocol, visits, calls and index; and the verbs of the protocol."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit import record
from core import clock
from core.htmx import attempt, done, show
from core.routes import route
from outreach import actions, forms
from outreach.models import Outreach
from outreach.queries import case as queries
from outreach.views.asking import TAB, asked, tab_url, verb_view
from patients.header import case_page, fetch_case
from patients.views.asking import posted

VERBS = (actions.hand_up, actions.give_up, actions.stop_outreach, actions.resume)
VISITS = (actions.check_in, actions.check_out, actions.extend_visit, actions.cancel_visit)


@route("GET", kind="phi", data="work", thing="patients.Case", arg="pk", event="view")
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whether the patient is reached: protocol, visits, calls by a script, the latest attempts, the index."""
    user: Any = request.user
    found = fetch_case(pk, by=user, perm="view_work", listed=True, **queries.beside())
    page: dict[str, Any] = case_page(found, user, TAB)
    page |= {"protocols": queries.protocols(found), "visits": list(queries.visits(found))}
    page |= {"contacts": queries.contacts(found), "index": queries.index(found)}
    page["runs"] = queries.runs(found) if "view_clinical" in page["rights"] else []
    _say(page, user)
    seen = [found, *page["protocols"], *page["visits"], *page["contacts"], *page["runs"]]
    record.seen(seen, by=user, at=clock.now())
    return show(request, "outreach/case.html", page)


def _say(page: dict[str, Any], user: Any) -> None:
    """What may be done to what is open; all rows are of the one case and share its rights."""
    for row in page["protocols"]:
        row.case, row.may = page["case"], _may(row, page["rights"], VERBS)
        row.missing = queries.missing(row, page["contacts"]) if row.is_open else []
    for visit in page["visits"]:
        visit.case, visit.may = page["case"], _may(visit, page["rights"], VISITS)
        if visit.visitor_id != user.pk:
            visit.may.discard("check_in")
    page["contacts"] = page["contacts"][: queries.SHOWN]
    for each in page["contacts"]:
        each.case = page["case"]


def _may(row: Any, rights: Any, verbs: Any) -> set[str]:
    return {
        verb.verb_name.partition(".")[2] for verb in verbs if verb.perm in rights and row.status in verb.moves
    }


@route(
    "GET", "POST", kind="phi", data="work", does="outreach.start_outreach", thing="patients.Case", arg="pk",
    event="outreach.start_outreach", parts=("form",), names=("person",),
)  # fmt: skip
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin the protocol by hand."""
    found = fetch_case(pk, by=request.user, perm="view_work")
    form = forms.StartForm(posted(request), case=found, user=request.user)
    if request.method == "POST" and attempt(form, actions.start_outreach, found, by=request.user):
        return done(request, tab_url(found), _("The protocol has begun."))
    return asked(request, found, form, actions.start_outreach, _("Nobody can be reached"), button=_("Begin"))


def _empty(data: Any, _row: Any) -> Any:
    return forms.Empty(data)


def _reason(data: Any, _row: Any) -> Any:
    return forms.ReasonForm(data)


hand_up = verb_view(
    Outreach, actions.hand_up, lambda data, _row: forms.NoteForm(data), gettext_lazy("Hand up to the supervisor"),
    gettext_lazy("The supervisor decides."),
)  # fmt: skip
give_up = verb_view(
    Outreach, actions.give_up, _empty, gettext_lazy("Finish: unable to reach"), gettext_lazy("The protocol is finished.")
)  # fmt: skip
stop = verb_view(
    Outreach, actions.stop_outreach, _reason, gettext_lazy("Stop the protocol"), gettext_lazy("Stopped.")
)  # fmt: skip
resume = verb_view(
    Outreach, actions.resume, _empty, gettext_lazy("Try again"), gettext_lazy("The next attempt is planned.")
)  # fmt: skip
