"""Home visits: planned, in, out, later, not at all."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.htmx import attempt, done
from core.routes import route
from outreach import actions, forms
from outreach.models import HomeVisit
from outreach.views.asking import asked, tab_url, verb_view
from patients.header import fetch_case
from patients.views.asking import posted


@route(
    "GET", "POST", kind="phi", data="work", does="outreach.plan_visit", thing="patients.Case", arg="pk",
    event="outreach.plan_visit", parts=("form",), names=("visitor",),
)  # fmt: skip
def plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Promise a visit, with what to look out for."""
    found = fetch_case(pk, by=request.user, perm="view_work")
    form = forms.VisitForm(posted(request), case=found, user=request.user)
    if request.method == "POST" and attempt(form, actions.plan_visit, found, by=request.user):
        return done(request, tab_url(found), _("The visit is planned. Check in at the door."))
    return asked(request, found, form, actions.plan_visit, _("Plan a home visit"))


check_in = verb_view(
    HomeVisit, actions.check_in, lambda data, _row: forms.Empty(data), gettext_lazy("Check in"),
    gettext_lazy("Checked in. Check out when you are outside again."), ("visitor",),
)  # fmt: skip
check_out = verb_view(
    HomeVisit, actions.check_out, lambda data, row: forms.OutForm(data, visit=row), gettext_lazy("Check out"),
    gettext_lazy("Checked out. The visit is logged as a contact."), ("visitor",),
)  # fmt: skip
extend = verb_view(
    HomeVisit, actions.extend_visit, lambda data, row: forms.ExtendForm(data, visit=row),
    gettext_lazy("It takes longer"), gettext_lazy("The new time stands."), ("visitor",),
)  # fmt: skip
cancel = verb_view(
    HomeVisit, actions.cancel_visit, lambda data, _row: forms.ReasonForm(data), gettext_lazy("Cancel the visit"),
    gettext_lazy("Cancelled."), ("visitor",),
)  # fmt: skip
