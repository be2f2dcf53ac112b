"""Who leads, and when they meet the patient: a slot is a button, and it does everything."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from intake import actions, candidates, queries, suggest
from intake.forms.queue import AssignForm
from intake.models import IntakeRequest
from intake.views.request import CARD, RELATED

PAGE = "intake/assign.html"
VERB: Any = actions.assign


@route("GET", "POST", **CARD, does="intake.assign", event="intake.assign", names=("user",), parts=("form",))
def assign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Candidates with their reasons, and the free times of the one chosen."""
    asked = fetch(IntakeRequest, pk, by=request.user, related=RELATED)
    must_be_able(request.user, VERB, asked)
    ranked = candidates.field_of(asked.facility).rank(asked)
    form = AssignForm(
        request.POST or None, request=asked, ranked=ranked, initial={"user": _wanted(request, ranked)}
    )
    if request.method == "POST" and attempt(form, VERB, asked, by=request.user):
        return done(
            request,
            reverse("intake:request", args=[pk]),
            _("Assigned. The lead has the first contact to make."),
        )
    return show(
        request, PAGE, _context(asked, form, ranked), part="form", status=getattr(form, "status", 200)
    )


def _wanted(request: HttpRequest, ranked: list[suggest.Suggestion]) -> Any:
    """The person asked for in the address when they are among the candidates, else the one suggested."""
    named = request.GET.get("user", "")
    found = [each.who.key for each in ranked if str(each.who.key) == named] or [
        each.who.key for each in ranked
    ]
    return found[0] if found else None


def _context(asked: IntakeRequest, form: AssignForm, ranked: list[suggest.Suggestion]) -> dict[str, Any]:
    chosen_key = str(form["user"].value() or "")
    chosen = next((each for each in ranked if str(each.who.key) == chosen_key), None)
    free = queries.free_slots(chosen.who.key, asked.facility) if chosen else []
    due = asked.first_contact_due
    slots = [
        {
            "value": f"{begins.isoformat()}/{ends.isoformat()}",
            "begins": begins,
            "late": bool(due and begins > due),
        }
        for begins, ends in free
    ]
    return {"asked": asked, "form": form, "ranked": ranked, "chosen": chosen, "slots": slots}
