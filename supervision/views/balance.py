"""Balancing a team: choose whom to relieve, look at who would take what and why, carry it out, take it back."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from audit import record
from core import clock
from core.access import fetch, visible_to
from core.htmx import attempt, done, show
from core.routes import route
from facilities.models import Team
from supervision import actions, board, proposing
from supervision.forms.balance import BalanceForm, LinesForm
from teams.models import Reassignment

RELATED = ("team__facility", "created_by", "applied_by", "undone_by")


@route(
    "GET", "POST", kind="phi", data="quality", does="supervision.preview_reassignment",
    event="supervision.preview_reassignment", names=("givers", "cases"), parts=("form",),
)  # fmt: skip
def balance(request: HttpRequest) -> HttpResponse:
    """Whom to relieve of which cases, and why."""
    team = _team(request)
    people = board.carrying(request.user, [team])
    facts: dict[str, Any] = {
        "people": people,
        "units": board.units(request.user),
        "languages": board.languages(request.user),
    }
    chosen = proposing.chosen(request.GET.getlist("case"), people, request.user)
    start = {"givers": [*request.GET.getlist("person"), *chosen.holders], "cases": chosen.cases}
    form = BalanceForm(request.POST or None, **facts, initial=start)
    if request.method == "POST" and (
        made := attempt(form, actions.preview_reassignment, team, by=request.user)
    ):
        return done(request, reverse("supervision:preview", args=[made.pk]))
    context = {"form": form, "team": team, "teams": board.teams(request.user), "chosen": len(chosen.cases)}
    return show(
        request, "supervision/balance.html", context, part="form", status=getattr(form, "status", 200)
    )


@route(
    "GET", "POST", kind="phi", data="quality", does="supervision.revise_reassignment", thing="teams.Reassignment", arg="pk",
    event="supervision.revise_reassignment",
)  # fmt: skip
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The lines with their reasons; other takers make a new preview."""
    row = _read(request, pk)
    form = _form(request, drawn := proposing.shown(row))
    if request.method == "POST" and (made := attempt(form, _revise, row, by=request.user)):
        return done(
            request, reverse("supervision:preview", args=[made.pk]), _("Drawn anew with your choices.")
        )
    return _page(request, row, drawn, form)


@route(
    "GET", "POST", kind="phi", data="quality", does="supervision.apply_reassignment", thing="teams.Reassignment", arg="pk",
    event="supervision.apply_reassignment",
)  # fmt: skip
def apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Carry out what the page shows; choices made on it go with it."""
    row = _read(request, pk)
    form = _form(request, drawn := proposing.shown(row))
    if request.method == "POST" and (made := attempt(form, _apply, row, by=request.user)):
        return done(request, reverse("supervision:preview", args=[made.pk]), _("Carried out."))
    return _page(request, row, drawn, form)


@route(
    "GET", "POST", kind="phi", data="quality", does="supervision.undo_reassignment", thing="teams.Reassignment", arg="pk",
    event="supervision.undo_reassignment",
)  # fmt: skip
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take it back."""
    row = _read(request, pk)
    form = Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(form, actions.undo_reassignment, row, by=request.user):
        return done(request, reverse("supervision:preview", args=[pk]), _("Taken back."))
    return _page(request, row, proposing.shown(row), form)


def _revise(row: Reassignment, *, by: Any, **choices: str) -> Any:
    return actions.revise_reassignment(row, by=by, choices=choices)


def _apply(row: Reassignment, *, by: Any, **choices: str) -> Any:
    """Apply; lines that were chosen otherwise on the page are drawn anew first."""
    if any(
        str(line.to_user_id) != choices.get(str(line.pk), str(line.to_user_id)) for line in row.lines.all()
    ):
        row = _revise(row, by=by, **choices)
    return actions.apply_reassignment(row, by=by)


def _read(request: HttpRequest, pk: UUID) -> Any:
    """A reassignment that the person may see, and whether they may carry it out; its page puts the look on record."""
    leads = visible_to(Team, request.user, "manage_team").filter(pk=OuterRef("team"))
    also = {"may": Exists(leads)}
    return fetch(Reassignment, pk, by=request.user, related=RELATED, also=also, listed=True)


def _form(request: HttpRequest, drawn: proposing.Drawn) -> LinesForm:
    """The form of the lines; what was not sent stays as proposed."""
    sent: Any = None
    if request.method == "POST":
        sent = {str(line.pk): str(line.to_user_id) for line in drawn.lines} | request.POST.dict()
    return LinesForm(sent, lines=drawn.lines, takers=drawn.takers)


def _page(request: HttpRequest, row: Any, drawn: proposing.Drawn, form: Any) -> HttpResponse:
    """The page, with the look at the reassignment and at those of its cases that the person may see on record."""
    cases = proposing.readable(drawn.lines, request.user)
    seen = [line.case for line in drawn.lines if line.case_id in cases]
    record.seen([row, *seen], by=request.user, at=clock.now())
    rows = [
        {
            "line": line,
            "readable": line.case_id in cases,
            "field": form[str(line.pk)] if str(line.pk) in form.fields else None,
        }
        for line in drawn.lines
    ]
    context = {"row": row, "lines": rows, "form": form, "loads": drawn.loads, "may": row.may}
    return show(request, "supervision/preview.html", context, status=getattr(form, "status", 200))


def _team(request: HttpRequest) -> Team:
    """The team named in the address, or the first one supervises."""
    teams = board.teams(request.user)
    chosen = request.GET.get("team", "") or request.POST.get("team", "")
    found = next((team for team in teams if str(team.pk) == chosen), teams[0] if teams else None)
    if found is None:
        raise Http404
    return found
