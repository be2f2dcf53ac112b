"""High-risk protocols of a case: the checklist with its clocks, who is named, and clearing by a second person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from assessments.actions import protocols as actions
from assessments.forms import protocols as forms
from assessments.models import Protocol, ProtocolStep
from assessments.queries import protocols as queries
from assessments.views.verb_page import TAB, asked, page, verb_view
from audit import record
from core import clock
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.views.asking import posted


@route("GET", kind="phi", data="behavioural", thing="patients.Case", arg="pk", event="list")
def protocols(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The protocols of a case that one may read; to others of the team the page says whom to ask."""
    case = fetch_case(pk, by=request.user, listed=True)
    found = case_page(case, request.user, TAB)
    if "view_behavioural" not in found["rights"]:
        raise Denied("view_behavioural", "view", case)
    found |= queries.page_of(case, request.user, found["rights"])
    rows = [each.protocol for each in (*found["open"], *found["cleared"])]
    record.seen([case, *rows], by=request.user, at=clock.now(), verb="list")
    return show(request, "assessments/protocols.html", found)


@route(
    "GET", "POST", kind="phi", data="behavioural", does="assessments.raise_protocol", thing="patients.Case",
    arg="pk", event="assessments.raise_protocol", parts=("form",), names=("owner", "people"),
)  # fmt: skip
def raise_(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Raise a protocol: its steps, its owner, those named on it."""
    case, user = fetch_case(pk, by=request.user), request.user
    must_be_able(user, actions.raise_protocol, case)
    form, back = forms.RaiseForm(posted(request), case=case, user=user), page("protocols", case)
    if request.method == "POST" and attempt(form, actions.raise_protocol, case, by=user):
        return done(
            request, back, _("The protocol is open. The supervisor is told that there is a safety plan.")
        )
    return asked(request, case, form, actions.raise_protocol, _("Open a safety plan"), back)


do_step = verb_view(
    ProtocolStep, actions.do_step, lambda data, _row: forms.StepForm(data), _("Do a step"),
    _("The step is done."), data="safeguarding", back="protocols", related=("protocol",),
    button=_("It is done"), lead=lambda row: row.text,
)  # fmt: skip
ask_clear = verb_view(
    Protocol, actions.ask_clear, lambda data, _row: forms.AskForm(data), _("Ask a second person to clear it"),
    _("A second qualified person is asked."), data="safeguarding", back="protocols",
)  # fmt: skip
clear = verb_view(
    Protocol, actions.clear, lambda data, _row: forms.ClearForm(data), _("Clear the protocol"),
    _("The protocol is cleared."), data="safeguarding", back="protocols",
)  # fmt: skip
keep = verb_view(
    Protocol, actions.keep_protocol, lambda data, _row: forms.KeepForm(data), _("Keep it open"),
    _("The protocol stays open."), data="safeguarding", back="protocols",
)  # fmt: skip
name = verb_view(
    Protocol, actions.name_on_protocol, lambda data, row: forms.PersonForm(data, case=row.case),
    _("Name somebody on it"), _("They are named on it, and told."), data="safeguarding", back="protocols",
    names=("person",),
)  # fmt: skip
give = verb_view(
    Protocol, actions.give_protocol, lambda data, row: forms.GiveForm(data, case=row.case),
    _("Give it to somebody else"), _("They own it now."), data="safeguarding", back="protocols", names=("to",),
)  # fmt: skip
