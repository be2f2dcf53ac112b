"""The huddle: begin, one patient after the other, end. Every step is a page of its own; keys and the timer come on top."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock
from core.access import OWN, fetch
from core.htmx import attempt, done, show
from core.localtime import scheduled
from core.routes import route
from discharge import plans
from discharge.actions import huddles as verbs
from discharge.forms.board import Decide, Present, Start
from discharge.models import Huddle
from discharge.queries import board, huddles
from patients.header import fetch_case
from patients.views.asking import posted

NOON = time(12)


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.start_huddle", event="discharge.start_huddle",
    names=("unit",),
)  # fmt: skip
def start(request: HttpRequest) -> HttpResponse:
    """Begin a round over a unit or over one's own patients; who leads one already goes on with it."""
    mine = huddles.mine(request.user)
    if mine is not None and request.method == "GET":
        return done(request, reverse("board:round", args=[mine.pk]))
    form = Start(posted(request), units=[pk for pk, _name in board.units(request.user)])
    if request.method == "POST" and (made := attempt(form, _begin, request.user, by=request.user)):
        return done(request, reverse("board:round", args=[made.pk]))
    return show(request, "discharge/huddle_start.html", {"form": form}, status=getattr(form, "status", 200))


def _begin(user: Any, *, by: Any, unit: Any, **said: Any) -> Huddle:
    """The round over those who are on the board now, in its order; later ones come last."""
    lines = board.rows(by, unit.pk if unit else None, mine=unit is None)
    return verbs.start_huddle(user, by=by, unit=unit, cases=[line.pk for line in lines], **said)


@route("GET", kind="phi", data="discharge", thing="discharge.Huddle", arg="pk", event="view")
def huddle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The round: who was spoken of, who is next, and who is there."""
    row = fetch(Huddle, pk, by=request.user, perm=OWN, related=("unit__facility",))
    turns = huddles.turns(row, request.user)
    context = {"huddle": row, "turns": turns, "next": huddles.following(turns)}
    context |= {"returns": huddles.lately(request.user, row.unit), "open": row.ended_at is None}
    context["form"] = Present(initial={"present": row.present})
    return show(request, "discharge/huddle.html", context)


@route(
    "GET", "POST", kind="phi", data="discharge", does="discharge.decide_in_huddle", thing="discharge.Huddle", arg="pk",
    event="discharge.decide_in_huddle", names=("owner",),
)  # fmt: skip
def decide(request: HttpRequest, pk: UUID, case: UUID) -> HttpResponse:
    """One patient of the round: decision, owner, due and date; saved, the next one comes."""
    row = fetch(Huddle, pk, by=request.user, perm=OWN, related=("unit",))
    about = fetch_case(case, by=request.user, perm="view_discharge")
    turns = huddles.turns(row, request.user)
    turn = next((each for each in turns if each.case == case and each.line is not None), None)
    if turn is None:
        return done(
            request, reverse("board:round", args=[pk]), _("This patient is not on the board any more.")
        )
    form = Decide(posted(request), case=about, line=turn.line, initial=_usual(about, turn.line))
    if request.method == "POST" and attempt(form, _decided, about, by=request.user, huddle=row):
        return done(
            request, _next_url(row, huddles.following(huddles.turns(row, request.user), case)), _("Saved.")
        )
    context = {"huddle": row, "turn": turn, "line": turn.line, "turns": turns, "case": about, "form": form}
    others = huddles.following(turns, case)
    context["skip_url"] = _next_url(row, others if others and others.case != case else None)
    return show(request, "discharge/huddle_turn.html", context, status=getattr(form, "status", 200))


def _decided(case: Any, *, by: Any, **said: Any) -> Any:
    return verbs.decide_in_huddle(plans.plan_of(case, by), by=by, **said)


def _usual(case: Any, line: Any) -> dict[str, Any]:
    """What stands in the form at first: the lead, noon of the next day, the date kept."""
    tomorrow = clock.today(line.zone) + timedelta(days=1)
    return {
        "owner": case.lead,
        "due_at": scheduled(tomorrow, NOON, line.zone),
        "seen": line.version,
        "move": "keep",
        "on": line.facts.expected_on,
    }


def _next_url(row: Huddle, turn: Any) -> str:
    """The next patient, else the round itself."""
    if turn is None:
        return reverse("board:round", args=[row.pk])
    return reverse("board:decide", args=[row.pk, turn.case])


@route(
    "POST", kind="phi", data="discharge", does="discharge.note_present", thing="discharge.Huddle", arg="pk",
    event="discharge.note_present",
)  # fmt: skip
def note_present(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say which roles are there."""
    row = fetch(Huddle, pk, by=request.user, perm=OWN)
    form = Present(request.POST)
    if form.is_valid():
        verbs.note_present(row, by=request.user, present=form.cleaned_data["present"])
    return done(request, reverse("board:round", args=[pk]))


@route(
    "POST", kind="phi", data="discharge", does="discharge.end_huddle", thing="discharge.Huddle", arg="pk",
    event="discharge.end_huddle",
)  # fmt: skip
def end_huddle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End the round."""
    row = fetch(Huddle, pk, by=request.user, perm=OWN)
    verbs.end_huddle(row, by=request.user)
    return done(request, reverse("board:round", args=[pk]), _("The huddle has ended."))
