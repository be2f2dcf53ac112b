"""The caseload: whose cases, which of them, in what order, a page at a time. First cut to a page of keys, then read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.permissions import Role
from core import clock, prepared
from core.access import visible_to
from core.keyset import Cut, Order, Page, in_order
from core.written import Question, Questions, joined, some, somebody, written
from discharge.queries.rows import read
from facilities.models import Unit
from patients.models import Case, Stage
from teams.models import TeamMember

ROWS, CHUNK = 50, 500
CAP = 1000
_questions = Questions()

# What a list may be sorted by: the column, and where a case without one stands.
ORDERS = {
    "due": Order("next_due_at", datetime.fromisoformat),
    "leaving": Order("expected_leaving_on", date.fromisoformat),
    "contact": Order("last_contact_at", datetime.fromisoformat, empty_first=True),
}
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
    cut = Cut(ORDERS[wanted.sort], ROWS, after, before)
    return cut.page(_keys(user, wanted, cut), partial(read, user))


def _keys(user: Any, wanted: Wanted, cut: Cut) -> list[Any]:
    """The keys of a page; the first page, which everybody opens all day, by a question that is written once."""
    if cut.cursor:
        return prepared.rows(cut.keys(cases(user, wanted)))
    unit = some(Unit)
    shape = (
        "keys",
        getattr(user, "acting_role", ""),
        replace(wanted, unit=None),
        bool(wanted.unit),
        cut.size,
    )

    def write() -> Question | None:
        who = somebody(user)
        rows = cases(who, replace(wanted, unit=wanted.unit and unit.pk))
        return written(cut.keys(rows), who, unit)

    question = _questions.find(shape, write)
    return question.ask(user, row=Unit(pk=wanted.unit)) if question else []


def units(user: Any) -> list[tuple[UUID, str]]:
    """The units on which somebody has open cases, by name."""
    question = _questions.find(("units", getattr(user, "acting_role", "")), lambda: _units(somebody(user)))
    return question.ask(user) if question else []


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
            rows = read(user, keys[start : start + CHUNK], portable=True)
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
