"""One request: who, what stands beside it, and the verbs that move it on."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core import access, clock
from core.access import fetch
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.languages import name_of
from core.refusals import Denied
from core.routes import route
from intake import actions, queries
from intake.forms.queue import AcceptForm, ContactForm, DeclineForm, RedirectForm, TriageForm
from intake.models import IntakeRequest
from patients.models import Case
from policy import tiers

PAGE = "intake/request.html"
VERB = "intake/verb.html"
RELATED = (
    "patient__communication", "facility", "unit", "case__lead", "case__team", "team", "tier_pack", "encounter",
    "asked_by", "appointment__user", "decided_by",
)  # fmt: skip
VERBS: tuple[Any, ...] = (
    actions.screen,
    actions.accept,
    actions.decline,
    actions.redirect,
    actions.assign,
    actions.contact,
)
CARD: dict[str, Any] = {"kind": "phi", "data": "intake", "thing": "intake.IntakeRequest", "arg": "pk"}


@route("GET", **CARD, event="view")
def request_(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who it is, what is needed, how urgent, and where it goes."""
    return show(request, PAGE, _page(request, _fetch(request, pk)))


@route("GET", "POST", **CARD, does="intake.screen", event="intake.screen", parts=("answered",))
def screen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Chips for each item; every answer counts the clock anew."""
    asked = _fetch(request, pk)
    if not access.can(request.user, "edit_intake", asked):
        raise Denied("edit_intake", "intake.screen", asked)
    form: TriageForm | None = TriageForm(request.POST or None, rules=_rules(asked), initial=asked.triage)
    if request.method == "POST" and attempt(form, actions.screen, asked, by=request.user):
        if not getattr(request, "htmx", False):
            return done(request, _home(pk), _("Answers kept."))
        asked, form = _fetch(request, pk), None
    return show(
        request, PAGE, _page(request, asked, form), part="answered", status=getattr(form, "status", 200)
    )


@route("GET", "POST", **CARD, does="intake.accept", event="intake.accept", parts=("form",))
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the patient into case management."""
    words = {
        "title": _("Accept the request"),
        "button": "",
        "notice": _("Accepted. The case is open: choose who leads."),
    }
    return _verb(request, pk, actions.accept, AcceptForm, words)


@route("GET", "POST", **CARD, does="intake.decline", event="intake.decline", parts=("form",))
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no, with the reason for whoever asked."""
    words = {
        "title": _("Decline the request"),
        "button": _("Decline"),
        "notice": _("Declined. The answer is below."),
    }
    return _verb(request, pk, actions.decline, DeclineForm, words)


@route("GET", "POST", **CARD, does="intake.redirect", event="intake.redirect", parts=("form",))
def redirect(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send it on to where it belongs."""
    words = {
        "title": _("Send the request on"),
        "button": _("Send on"),
        "notice": _("Sent on. The answer is below."),
    }
    return _verb(request, pk, actions.redirect, RedirectForm, words)


@route("GET", "POST", **CARD, does="intake.contact", event="intake.contact", parts=("form",))
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Log the first contact, or an attempt at it."""
    words = {"title": _("Log the first contact"), "button": _("Save"), "notice": _("Contact logged.")}
    return _verb(request, pk, actions.contact, ContactForm, words)


@route("GET", **CARD, event="view")
def next_steps(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What happens next, for the patient, to print."""
    asked = _fetch(request, pk, portable=True)
    spoken = getattr(getattr(asked.patient, "communication", None), "read", "")
    context = {"asked": asked, "reads": name_of(spoken) if spoken else "", "now": clock.now()}
    return show(request, "intake/next_steps.html", context)


@route("GET", **CARD, event="view")
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The answer to whoever asked, to print."""
    asked = _fetch(request, pk, portable=True)
    answer = asked.answers.order_by("created_at").last()
    if answer is None:
        raise Http404
    return show(request, "intake/letter.html", {"asked": asked, "answer": answer, "now": clock.now()})


def _verb(request: HttpRequest, pk: UUID, verb: Any, form_class: Any, words: dict[str, Any]) -> HttpResponse:
    asked = _fetch(request, pk)
    # The first contact is work on the case: the desk's right to its own items does not reach that far.
    place = asked.case if verb is actions.contact and asked.case else asked
    must_be_able(request.user, verb, asked, at=place)
    form = form_class(request.POST or None)
    if request.method == "POST" and attempt(form, verb, asked, by=request.user):
        return done(request, _home(pk), words["notice"])
    context = {"asked": asked, "form": form, "back": _home(pk), **words}
    return show(request, VERB, context, part="form", status=getattr(form, "status", 200))


def _fetch(request: HttpRequest, pk: UUID, *, portable: bool = False) -> IntakeRequest:
    return fetch(IntakeRequest, pk, by=request.user, related=RELATED, portable=portable)


def _home(pk: UUID) -> str:
    return reverse("intake:request", args=[pk])


def _page(request: HttpRequest, asked: IntakeRequest, form: TriageForm | None = None) -> dict[str, Any]:
    rights = access.held(request.user, asked)
    body = _rules(asked)
    spoken = getattr(getattr(asked.patient, "communication", None), "spoken", "")
    return {
        "asked": asked,
        "rights": rights,
        "can": _doable(asked, rights),
        "form": form or TriageForm(rules=body, initial=asked.triage),
        "tier": tiers.find(body, asked.tier) if asked.tier else None,
        "pack": asked.tier_pack,
        "log": queries.changes_of_clock(asked, body),
        "complexities": Case.Complexity.choices,
        "spoken": name_of(spoken) if spoken else "",
        "answers": list(asked.answers.all()) if asked.decision_reason else [],
        **queries.around(asked, rights),
    }


def _rules(asked: IntakeRequest) -> Any:
    """The rules in force when the request came; none for one that was brought in without them."""
    return asked.tier_pack.body if asked.tier_pack else {"items": [], "tiers": []}


def _doable(asked: IntakeRequest, rights: frozenset[str]) -> set[str]:
    """The verbs that this person may do to the request as it stands; contact is for those who see its case."""
    found = {
        verb.verb_name.split(".")[1] for verb in VERBS if verb.perm in rights and asked.status in verb.moves
    }
    return found if "view_case" in rights else found - {"contact"}
