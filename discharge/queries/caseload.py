"""The caseload: whose cases, which of them, in what order, a page at a time. First cut to a page of keys, then read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts import explain
from accounts.permissions import Role
from core import clock, prepared
from core.access import visible_to
from core.keyset import Order, Page, in_order, page
from core.reasons import sight_among
from core.written import SOME, Question, Questions, joined, some, somebody, written
from facilities.models import Unit
from patients.header import left_at, mrn_of, named
from patients.models import Case, Stage
from teams.models import TeamMember
from worklist.models import Item
from worklist.models.item import LIVE

ROWS, CHUNK = 50, 500
RELATED = ("patient", "facility", "unit", "bed", "lead")
CAP = 1000
_questions = Questions()

# What a list may be sorted by: the column, and where a case without one stands.
ORDERS = {
    "due": Order("next_due_at", datetime.fromisoformat),
    "leaving": Order("expected_leaving_on", date.fromisoformat),
    "contact": Order("last_contact_at", datetime.fromisoformat, empty_first=True),
}
# The permissions a line of the list asks for, beside seeing the case at all.
SHOWN = ("view_identity", "summary_encounter", "summary_discharge", "view_work", "flag_safeguarding")
SCOPES = ("mine", "team", "covering")
# The relations that give sight of open cases, and the one that makes a case mine or one I cover.
OPEN = ("assignment", "unit_cover", "deputy", "facility_role", "supervision", "consent")
OWN = {"mine": ("assignment",), "covering": ("unit_cover", "deputy")}


@dataclass(frozen=True)
class Wanted:
    """Which cases a person asks for; every field is a word of the address, none of them names a patient."""

    scope: str = "mine"
    sort: str = "due"
    stage: str = ""
    unit: UUID | None = None
    at_risk: bool = False


def cases(user: Any, wanted: Wanted, *, portable: bool = False) -> "QuerySet[Case]":
    """The cases asked for, of those the person may see; behind the number, the list and the export alike."""
    rows = _in_scope(user, wanted, portable)
    # The stage stands in the statement, or a plan made once could not use the indexes of open cases.
    stage = prepared.Constant(Stage(wanted.stage or Stage.CLOSED).value)
    rows = rows.filter(stage=stage) if wanted.stage else rows.exclude(stage=stage)
    if wanted.unit:
        rows = rows.filter(unit=wanted.unit)
    if wanted.at_risk:
        # Asking who is at risk tells as much as the mark: the same permission.
        flagged = visible_to(Case, user, "flag_safeguarding", portable=portable)
        rows = rows.filter(high_risk=True, pk__in=flagged.values("pk"))
    return rows


def caseload(user: Any, wanted: Wanted, after: str = "", before: str = "") -> Page:
    """One page of rows, with the cursors to its neighbours."""
    read = partial(_read, user)
    return page(cases(user, wanted), ORDERS[wanted.sort], read, size=ROWS, after=after, before=before)


def units(user: Any) -> list[tuple[UUID, str]]:
    """The units on which somebody has open cases, by name."""
    question = _questions.find(("units", getattr(user, "acting_role", "")), lambda: _units(somebody(user)))
    return question.ask(user) if question else []  # type: ignore[return-value]


def _units(user: Any) -> Question | None:
    theirs = visible_to(Case, user, sources=OPEN).exclude(stage=Stage.CLOSED).exclude(unit=None)
    return written(
        Unit.objects.filter(pk__in=theirs.values("unit")).order_by("name").values_list("pk", "name"), user
    )


def counted(user: Any, wanted: Wanted) -> tuple[int, bool]:
    """How many there are, counted no further than one above the cap; and whether somebody takes the list along."""
    shape = (
        "counted",
        getattr(user, "acting_role", ""),
        replace(wanted, unit=None, sort=""),
        bool(wanted.unit),
    )
    question = _questions.find(shape, lambda: _counting(somebody(user), wanted))
    ((found, leads),) = question.ask(user, row=Unit(pk=wanted.unit))  # type: ignore[union-attr]
    return found, leads and _as_supervisor(user)


def _counting(user: Any, wanted: Wanted) -> Question:
    unit = some(Unit)
    keys = cases(user, replace(wanted, unit=wanted.unit and unit.pk)).order_by().values_list("pk")[: CAP + 1]
    leads = written(_leading(user).order_by().values_list("pk"), user)
    return joined("select (select count(*) from ({}) counted), exists ({})", written(keys, user, unit), leads)


def may_export(user: Any) -> bool:
    """Whether somebody takes lists along: who supervises a team and acts as its supervisor."""
    return _as_supervisor(user) and _leading(user).exists()


def _as_supervisor(user: Any) -> bool:
    return user.acting_role in ("", Role.SUPERVISOR)


def _leading(user: Any) -> "QuerySet[TeamMember]":
    return _now(TeamMember, user, clock.now()).filter(supervises=True)


def exported(user: Any, wanted: Wanted) -> tuple[list[Case], Iterator[Any]]:
    """The cases that leave as a file, for the trail, and the rows of the file in the order of the list."""
    rows = cases(user, wanted, portable=True)
    rows = rows.filter(pk__in=visible_to(Case, user, "supervise", portable=True).values("pk"))
    found = list(in_order(rows, ORDERS[wanted.sort]).only("id", "patient"))
    return found, _in_chunks(user, [row.pk for row in found])


def _in_chunks(user: Any, keys: list[UUID]) -> Iterator[Any]:
    """The rows of a file while it is sent, which is after the request's own present is over."""
    for start in range(0, len(keys), CHUNK):
        with clock.held():
            rows = _read(user, keys[start : start + CHUNK], portable=True)
        yield from rows


def _in_scope(user: Any, wanted: Wanted, portable: bool) -> "QuerySet[Case]":
    if wanted.scope in OWN:
        # Being on a case or covering its unit is what shows it: the right and the scope are one question.
        return visible_to(Case, user, sources=OWN[wanted.scope], portable=portable)
    teams = _now(TeamMember, user, clock.now()).values("team")
    sources = () if wanted.stage == Stage.CLOSED else OPEN
    return visible_to(Case, user, sources=sources, portable=portable).filter(team__in=teams)


def _now(model: Any, user: Any, now: datetime) -> "QuerySet[Any]":
    return model.objects.filter(user=user.pk, live=True, starts_at__lte=now).exclude(ends_at__lte=now)


def _read(user: Any, keys: list[UUID], *, portable: bool = False) -> list[Case]:
    """The rows of these keys only, with what a line of the list says to this person."""
    rows = Case.objects.filter(prepared.AnyOf("pk", keys)).select_related(*RELATED)
    number = Subquery(mrn_of(OuterRef("patient")).values("value"))
    rows = rows.annotate(mrn=number, left_at=left_at())
    found: dict[UUID, Any] = {row.pk: row for row in prepared.objects(rows)}
    seen, work = sight_among(user, Case, keys, SHOWN, portable=portable), _work(keys)
    for key, row in found.items():
        row.rights, why = seen[key]  # type: ignore[attr-defined]
        row.why = explain.sentences(why, row.facility.tz)  # type: ignore[attr-defined]
        row.open_items, row.late_items = work[key]  # type: ignore[attr-defined]
        row.shown = row.patient if "view_identity" in row.rights else named(row.patient)  # type: ignore[attr-defined]
    return [found[key] for key in keys]


def _work(keys: list[UUID]) -> dict[UUID, tuple[int, int]]:
    """How much work is open and how much of it is late, by case."""
    question = _questions.find("work", _open_and_late)
    found = {case: (open_, late) for case, open_, late in question.ask(keys=keys)} if question else {}
    return {key: found.get(key, (0, 0)) for key in keys}


def _open_and_late() -> Question | None:
    live = Item.objects.filter(prepared.AnyOf("case", SOME), status__in=prepared.constants(LIVE))
    late = Count("pk", filter=Q(due_at__lt=clock.now()))
    return written(live.order_by().values_list("case").annotate(Count("pk"), late=late))
