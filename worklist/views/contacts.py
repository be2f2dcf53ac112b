"""The quick contact panel, and joining a colleague's note."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import drop_draft
from audit import record
from core import clock
from core.access import fetch, visible_to
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import HEADER, case_page, fetch_case
from patients.models import Case
from worklist import actions, duplicates, queries
from worklist.forms.contacts import ContactForm, JoinForm
from worklist.models import ContactAttempt, Item
from worklist.models.item import LIVE
from worklist.views.standing import stood

PAGE, JOIN = "worklist/contact.html", "worklist/contact_join.html"
ON_CASE = tuple(f"case__{each}" for each in HEADER)


@route("GET", kind="phi", data="case", thing="patients.Case", event="list")
def choose_case(request: HttpRequest) -> HttpResponse:
    """The first step of a contact: whose it is."""
    cases = list(queries.my_cases(request.user)[:200])
    record.seen(cases, by=request.user, at=clock.now(), verb="list")
    return show(request, "worklist/contact_choose.html", {"cases": cases})


@route(
    "GET",
    "POST",
    kind="phi",
    data="work",
    does="worklist.log_contact",
    thing="patients.Case",
    arg="pk",
    event="worklist.log_contact",
    names=("item", "person"),
)
def quick_contact(request: HttpRequest, pk: Any) -> HttpResponse:
    """Log a contact; what a colleague has just done for the same patient is shown first."""
    case = fetch_case(pk, by=request.user, perm="view_work")
    must_be_able(request.user, actions.log_contact, case)
    item, similar = _item(request, case), duplicates.just_reached(case, request.user)
    form = ContactForm(request.POST or None, case=case, user=request.user, item=item, similar=similar)
    if request.method == "POST" and attempt(form, actions.log_contact, case, by=request.user, item=item):
        drop_draft(request.user, by=request.user, form="contact", about=str(case.pk))
        return done(request, reverse("worklist:case_work", args=[case.pk]), _("Contact logged."))
    # What ended in the meantime is refused once, with a sentence; then the contact is logged without it.
    context = {"item": item if item is not None and item.is_live else None, "similar": similar, "form": form}
    context = case_page(case, request.user, "work") | context
    context |= stood(request, form)
    return show(request, PAGE, context, part="form", status=getattr(form, "status", 200))


@route(
    "GET",
    "POST",
    kind="phi",
    data="work",
    does="worklist.add_to_contact",
    thing="worklist.ContactAttempt",
    arg="pk",
    event="worklist.add_to_contact",
)
def join_contact(request: HttpRequest, pk: Any) -> HttpResponse:
    """Add one's own words to a colleague's note of the same contact."""
    contact = fetch(ContactAttempt, pk, by=request.user, related=(*ON_CASE, "recorded_by"))
    must_be_able(request.user, actions.add_to_contact, contact)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and attempt(form, actions.add_to_contact, contact, by=request.user):
        return done(request, reverse("worklist:case_work", args=[contact.case_id]), _("Added to the note."))
    context = case_page(contact.case, request.user, "work") | {"contact": contact, "form": form}
    return show(request, JOIN, context | {"title": _("Join this note")}, status=getattr(form, "status", 200))


def _item(request: HttpRequest, case: Case) -> Item | None:
    """The work this contact belongs to, if the page was opened from one; 404 when it is not open work of this case.

    What is sent may belong to work that has ended since.
    """
    wanted = request.POST.get("item") or request.GET.get("item")
    if not wanted:
        return None
    rows = visible_to(Item, request.user).filter(case=case)
    if request.method != "POST":
        rows = rows.filter(status__in=LIVE)
    try:
        return rows.get(pk=wanted)
    except (Item.DoesNotExist, ValidationError) as absent:
        raise Http404 from absent
