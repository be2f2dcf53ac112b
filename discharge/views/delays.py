"""The ledger of delays of a case, one delay, and its verbs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from core import clock
from core.access import fetch
from core.actions import available, must_be_able
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from discharge import pages
from discharge.actions import delays as verbs
from discharge.forms import delays as forms
from discharge.models import DelaySegment
from discharge.plans import gone, plan_of
from discharge.queries import delays as queries
from patients import header
from patients.header import HEADER, case_page, fetch_case
from patients.models import Case
from patients.views.asking import Question, ask, posted
from policy.ready import delays_of, milestones_of

CASE = tuple(f"case__{name}" for name in HEADER)


@route("GET", kind="phi", data="delay", thing="patients.Case", arg="pk", event="view")
def ledger(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What held and holds the patient, drawn and as a table, and what each cause cost."""
    case = fetch_case(pk, by=request.user)
    page = case_page(case, request.user, "discharge")
    if "view_delay" not in page["rights"]:
        raise Denied("view_delay", "view", case)
    page |= {"ledger": queries.ledger(case), "pages": pages.shown(case, page["rights"], "board:delays")}
    page["may_open"] = "edit_delay" in page["rights"] and case.is_open and not gone(case)
    page["may_say"] = "edit_discharge" in page["rights"] and case.is_open
    return show(request, "discharge/delays.html", page)


@route(
    "GET", "POST", kind="phi", data="delay", does="discharge.open_delay", thing="patients.Case", arg="pk",
    event="discharge.open_delay", parts=("form",), names=("owner",),
)  # fmt: skip
def open_delay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what holds the patient, since when, and who clears it."""
    case = fetch_case(pk, by=request.user)
    start = {"owner": case.lead, "started_at": clock.now().astimezone(case.facility.tz), "usual": True}
    form = forms.Open(posted(request), case=case, initial=start)
    if request.method == "POST" and attempt(form, _on_plan, case, by=request.user):
        return done(request, _url(case), _("The delay is open, and somebody clears it."))
    return ask(
        request, case, form, _asked(verbs.open_delay, case, _("What holds the patient"), _("Open the delay"))
    )


def _on_plan(case: Case, *, by: Any, **said: Any) -> DelaySegment:
    must_be_able(by, verbs.open_delay, case)
    return verbs.open_delay(plan_of(case, by), by=by, **said)


@route("GET", kind="phi", data="delay", thing="discharge.DelaySegment", arg="pk", event="view")
def delay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One delay with what may be done about it."""
    row = _with_header(pk, request.user, "plan", "owner", "ended_by")
    page = case_page(row.case, request.user, "discharge")
    now, facility = clock.now(), row.case.facility
    rules, steps = delays_of(facility, now)[1], milestones_of(facility, now)[1]
    page |= {"delay": row, "cause": rules.label(row.cause), "attributed": rules.attributed(row.attribution)}
    page |= {"holds": steps.label(row.holds) if row.holds else "", "told": rules.rungs[: row.level]}
    page["may"] = (
        available(row, request.user, *VERBS, rights=page["rights"]) if row.error_at is None else set()
    )
    if row.leaving != row.plan.leaving or gone(row.case):
        page["may"] -= {"reopen_delay"}
    page["pages"] = pages.shown(row.case, page["rights"], "board:delays")
    return show(request, "discharge/delay.html", page)


def verb_view(
    verb: Any, form: Any, title: Any, said: Any, initial: Callable[[DelaySegment], dict[str, Any]]
) -> Callable[..., HttpResponse]:
    """The page of a verb on one delay."""

    @route(
        "GET", "POST", kind="phi", data="delay", does=verb.verb_name, thing="discharge.DelaySegment", arg="pk",
        event=verb.verb_name, parts=("form",), names=("owner",) if form is forms.Change else (),
    )  # fmt: skip
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row = _with_header(pk, request.user, "plan", "owner")
        must_be_able(request.user, verb, row)
        filled = form(posted(request), case=row.case, initial=initial(row))
        if request.method == "POST" and attempt(filled, verb, row, by=request.user):
            return done(request, _url(row.case), said)
        lead = filled.rules.label(row.cause)
        return ask(request, row.case, filled, _asked(verb, row.case, title, title, lead))

    view.__name__ = verb.verb_name.split(".")[1]
    return view


def _with_header(pk: UUID, user: Any, *related: str) -> DelaySegment:
    row = fetch(DelaySegment, pk, by=user, related=(*CASE, *related), also=header.beside(user, "case__"))
    header.hand_on(row)
    return row


def _now(row: DelaySegment) -> dict[str, Any]:
    """What stands of a delay."""
    names = ("cause", "words", "owner", "holds", "attribution", "avoidable", "action", "cost_per_day")
    return {name: getattr(row, name) for name in names} | {"started_at": _local(row, row.started_at)}


def _local(row: DelaySegment, at: Any) -> Any:
    return at.astimezone(row.case.facility.tz)


VERBS = (verbs.change_delay, verbs.close_delay, verbs.reopen_delay, verbs.mark_delay_in_error)
change_delay = verb_view(verbs.change_delay, forms.Change, _("Change"), _("The delay is changed."), _now)
close_delay = verb_view(
    verbs.close_delay,
    forms.Close,
    _("It is over"),
    _("The delay is over."),
    lambda row: {"ended_at": _local(row, clock.now())},
)
reopen_delay = verb_view(
    verbs.reopen_delay, forms.Why, _("It is not over"), _("The delay is open again."), lambda _row: {}
)
mark_delay_in_error = verb_view(
    verbs.mark_delay_in_error,
    forms.Why,
    _("Entered in error"),
    _("The delay is marked as an error and counts nowhere."),
    lambda _row: {},
)


def _url(case: Case) -> str:
    return reverse("board:delays", args=[case.pk])


def _asked(verb: Any, case: Case, title: Any, button: Any, lead: Any = "") -> Question:
    return Question(verb, "discharge", title, button, _url(case), lead or _t("Several may run at once."))
