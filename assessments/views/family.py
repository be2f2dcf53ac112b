"""The family map of a case: who is there, what they may be told and decide, what they can carry."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from assessments.actions import family as actions
from assessments.forms import family as forms
from assessments.members import add_member
from assessments.queries import family as queries
from assessments.views.verb_page import TAB, asked, page
from audit import record
from core import clock
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.actions import add_related_person
from patients.header import case_page, fetch_case
from patients.views.asking import posted


@route("GET", kind="phi", data="identity", thing="patients.Case", arg="pk", event="list")
def family(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The people around the patient as a list, and drawn."""
    case = fetch_case(pk, by=request.user, listed=True)
    found = case_page(case, request.user, TAB)
    if "view_identity" not in found["rights"]:
        raise Denied("view_identity", "view", case)
    found |= queries.page_of(case, found["rights"])
    seen = [each.capacity for each in found["members"] if each.capacity]
    record.seen([case, *seen], by=request.user, at=clock.now(), verb="list")
    return show(request, "assessments/family.html", found)


@route(
    "GET", "POST", kind="phi", data="psychosocial", does="assessments.record_capacity", thing="patients.Case",
    arg="pk", event="assessments.record_capacity", parts=("form",),
)  # fmt: skip
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody new of the family with authority and capacity, in one step."""
    case, user = fetch_case(pk, by=request.user), request.user
    must_be_able(user, actions.record_capacity, case)
    must_be_able(user, add_related_person, case.patient)
    form, back = forms.MemberForm(posted(request)), page("family", case)
    if request.method == "POST" and attempt(form, add_member, case, by=user):
        return done(request, back, _("They are on the family map."))
    return asked(request, case, form, actions.record_capacity, _("Add somebody of the family"), back)


@route(
    "GET", "POST", kind="phi", data="psychosocial", does="assessments.record_capacity", thing="patients.Case",
    arg="pk", event="assessments.record_capacity", parts=("form",), names=("person",),
)  # fmt: skip
def capacity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What somebody on record can carry, from what they said last."""
    case, user = fetch_case(pk, by=request.user), request.user
    must_be_able(user, actions.record_capacity, case)
    known, back = queries.named(case, request.GET.get("person", "")), page("family", case)
    start = forms.as_last_time(queries.capacity_of(case, known), known)
    form = forms.CapacityForm(posted(request), case=case, initial=start)
    if request.method == "POST" and attempt(form, actions.record_capacity, case, by=user):
        return done(request, back, _("Their capacity is on record."))
    return asked(request, case, form, actions.record_capacity, _("Ask what they can carry"), back)
