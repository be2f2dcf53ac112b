"""One piece of work and its verbs: as a row inside a list, or as a page of its own without script."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import fetch, held
from core.actions import must_be_able
from core.htmx import attempt, done, show
from core.routes import route
from patients.header import case_page
from patients.views.asking import back_to
from worklist import actions, offers, own_ends, together
from worklist.forms import items as forms
from worklist.forms import together as pair
from worklist.models import Item
from worklist.my_day import RELATED

PAGE, VERB = "worklist/item.html", "worklist/item_verb.html"


@route("GET", kind="phi", data="work", thing="worklist.Item", arg="pk", event="view", parts=("row",))
def item(request: HttpRequest, pk: Any) -> HttpResponse:
    """One piece of work with everything about it."""
    found = fetch(
        Item, pk, by=request.user, related=(*RELATED, "series", "target_person", "done_by", "created_by")
    )
    context = _context(request, found) | together.around(found, request.user)
    context["may_give"] = offers.may_give(found, request.user, context["held"])
    return show(request, PAGE, context, part="row")


def _verb(
    name: str, verb: Any, form_class: type[forms.ItemForm], title: Any, said: Any
) -> Callable[..., HttpResponse]:
    """The view of one verb: GET shows its form, POST does it and answers with the row, or goes back to the list."""

    @route(
        "GET",
        "POST",
        kind="phi",
        data="work",
        does=verb.verb_name,
        thing="worklist.Item",
        arg="pk",
        event=verb.verb_name,
        parts=("form",),
        names=("to",) if name in ("reassign", "offer") else (),
    )
    def view(request: HttpRequest, pk: Any) -> HttpResponse:
        found = fetch(Item, pk, by=request.user, related=RELATED)
        must_be_able(request.user, verb, found)
        data = request.POST if request.method == "POST" else None
        form: Any = form_class(data, item=found, user=request.user)
        if data is not None and (changed := attempt(form, verb, found, by=request.user)):
            return _settled(request, changed, said)
        context = _context(request, found) | {
            "form": form,
            "title": title,
            "verb": name,
            "later": forms.LATER,
        }
        return show(request, VERB, context, part="form", status=getattr(form, "status", 200))

    view.__name__ = name
    return view


def _settled(request: HttpRequest, changed: Item, said: Any) -> HttpResponse:
    """The row as it is now, in its place; without script back to the list with a notice."""
    if getattr(request, "htmx", False):
        found = fetch(Item, changed.pk, by=request.user, related=RELATED)
        return show(request, PAGE, _context(request, found), part="row")
    return done(request, _back(request, changed), said)


def _context(request: HttpRequest, found: Item) -> dict[str, Any]:
    own_ends.mark([found])
    context = {"item": found, "here": _back(request, found), "frame": "base.html"}
    if found.case is not None and not getattr(request, "htmx", False):
        context |= case_page(found.case, request.user, "work") | {"frame": "case.html"}
    rights = _held(found, request.user, context.get("rights"))
    found.may_work = found.is_live and "edit_work" in rights  # type: ignore[attr-defined]
    return context | {"held": rights}


def _held(found: Item, user: Any, on_case: Any) -> frozenset[str]:
    """What somebody holds on it: as much as on its case, where the page has read that and no desk adds to it."""
    return held(user, found) if on_case is None or found.facility_for_intake_id else frozenset(on_case)


def _back(request: HttpRequest, found: Item) -> str:
    """Where the person came from, if that is a page of ours; else their list."""
    return back_to(request, reverse("worklist:my_day"))


start = _verb("start", actions.start, forms.StartForm, _("Take this up"), _("Taken up."))
complete = _verb("complete", actions.complete, forms.DoneForm, _("Done"), _("Done."))
wait = _verb("wait", actions.wait, forms.WaitForm, _("Waiting on somebody"), _("Set to waiting."))
snooze = _verb("snooze", actions.snooze, forms.SnoozeForm, _("Move to later"), _("Moved."))
join = _verb("join", actions.join, pair.JoinItemForm, _("Join this"), _("You have joined."))
leave = _verb("leave", actions.leave, forms.StartForm, _("Help no longer"), _("You have left."))
comment = _verb("comment", actions.comment, pair.CommentForm, _("Say something"), _("Said."))
ask = _verb(
    "ask",
    actions.ask_for_item,
    pair.AskForm,
    _("Ask for this"),
    _("Asked. It stays theirs until they accept."),
)
offer = _verb(
    "offer",
    actions.offer_item,
    pair.HandOverForm,
    _("Offer to a colleague"),
    _("Offered. It stays yours until they accept."),
)
cancel = _verb("cancel", actions.cancel, forms.CancelForm, _("Cancel this work"), _("Cancelled."))
reassign = _verb("reassign", actions.reassign, forms.ReassignForm, _("Give to somebody else"), _("Given."))
