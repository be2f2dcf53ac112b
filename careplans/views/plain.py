"""Plain words while somebody writes: the grade, the hospital words, and a swap made by a press."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from careplans import actions
from careplans.forms.plain import LONGEST, PlainForm, names
from careplans.models import Goal, Intervention
from careplans.plainness import judged, with_swap
from core.access import fetch
from core.htmx import attempt, done, show
from core.refusals import Denied
from core.routes import route
from patients.header import HEADER, case_page
from policy import wordbook
from policy.plain import Glossary
from worklist.queries import places_of

CASE = tuple(f"case__{name}" for name in HEADER)
PAGE = "careplans/plain_check.html"


@route(
    "GET",
    "POST",
    kind="session",
    does="view",
    event="none: unsaved typing of one's own",
    parts=("findings", "field"),
)
def check(request: HttpRequest) -> HttpResponse:
    """How plain a text is that is being written: nothing is kept and nothing of a patient is read."""
    said = names(request.POST)
    page = _looked_at(request.POST, wordbook.glossary(places_of(request.user)), said)
    part = "field" if "swap" in request.POST else "findings"
    return show(request, PAGE, page, part=part, status=page["status"])


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.change_goal", thing="careplans.Goal", arg="pk",
    event="careplans.change_goal",
)  # fmt: skip
def of_goal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A goal in plain words."""
    return _row(request, fetch(Goal, pk, by=request.user, related=CASE), actions.change_goal)


@route(
    "GET", "POST", kind="phi", data="plan", does="careplans.change_intervention", thing="careplans.Intervention",
    arg="pk", event="careplans.change_intervention",
)  # fmt: skip
def of_intervention(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is done, in plain words."""
    found = fetch(Intervention, pk, by=request.user, related=CASE)
    return _row(request, found, actions.change_intervention)


def _row(request: HttpRequest, row: Any, verb: Any) -> HttpResponse:
    """The page of one text: looked at, swapped in, and saved by the verb of its row."""
    page = case_page(row.case, request.user, "plan")
    if verb.perm not in page["rights"]:
        raise Denied(verb.perm, verb.verb_name, row)
    home = reverse("careplans:plan", args=[row.case_id])
    form = PlainForm(request.POST)
    if "save" in request.POST and attempt(form, verb, row, by=request.user):
        return done(request, home, _("Saved in plain words."))
    typed = request.POST if request.method == "POST" else {"plain": row.plain}
    page |= _looked_at({"words": row.words, **_one_by_one(typed)}, wordbook.glossary([row.case.facility]), {})
    if "save" in request.POST:
        page |= {"form": form, "status": getattr(form, "status", 422)}
    return show(request, "careplans/plain.html", page | {"row": row, "home": home}, status=page["status"])


def _looked_at(data: Any, glossary: Glossary, said: dict[str, str]) -> dict[str, Any]:
    """The text of a form as it would read after the swap that was asked for, with what there is to say of it."""
    form = PlainForm(**said)
    text, words = data.get(form.plain, ""), data.get(form.words, "")
    if "swap" in data:
        text = with_swap(text or words, glossary, data["swap"])
    form = PlainForm({form.plain: text}, **said)
    status = 200 if form.is_valid() else 422
    looked = judged((text or words)[:LONGEST], glossary, words if text else "")
    called = {"plain": form.plain, "words": form.words}
    return {
        "form": form,
        "names": called,
        "judged": looked,
        "of_words": not text and bool(words),
        "status": status,
    }


def _one_by_one(data: Any) -> dict[str, str]:
    return {name: data[name] for name in ("plain", "swap") if name in data}
