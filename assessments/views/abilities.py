"""The five abilities of a patient: the table, its drawing, and rating one anew."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from assessments.actions import abilities as actions
from assessments.forms import abilities as forms
from assessments.queries import abilities as queries
from assessments.views.verb_page import TAB, asked, page
from audit import record
from core import clock
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.header import case_page, fetch_case
from patients.views.asking import back_to, posted


@route("GET", kind="phi", data="clinical", thing="patients.Case", arg="pk", event="list")
def abilities(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The five abilities as they stand, and how they were rated before."""
    case = fetch_case(pk, by=request.user, listed=True)
    found = case_page(case, request.user, TAB)
    if "view_clinical" not in found["rights"]:
        raise Denied("view_clinical", "view", case)
    found |= queries.panel(case, request.user, found["rights"])
    found["history"] = list(queries.history(case, request.user)[:50])
    record.seen([case, *found["history"]], by=request.user, at=clock.now(), verb="list")
    return show(request, "assessments/abilities.html", found)


@route(
    "GET", "POST", kind="phi", data="behavioural", does="assessments.rate_ability", thing="patients.Case",
    arg="pk", event="assessments.rate_ability", parts=("form",),
)  # fmt: skip
def rate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Rate one ability, from what was rated last."""
    case, user = fetch_case(pk, by=request.user), request.user
    must_be_able(user, actions.rate_ability, case)
    wanted, back = request.GET.get("ability", ""), page("abilities", case)
    start = forms.as_last_time(queries.seen(case, user).get(wanted), wanted)
    form = forms.RateForm(posted(request), case=case, user=user, initial=start)
    if request.method == "POST" and attempt(form, actions.rate_ability, case, by=user):
        return done(request, back_to(request, back), _("The rating is on record."))
    return asked(
        request, case, form, actions.rate_ability, _("Rate an ability"), back, button=_("Save the rating")
    )
