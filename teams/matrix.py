"""The matrix of a case: activities against people, who answers, shares, does a part, is asked or told; holes marked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Role
from core import clock
from patients.models import Case
from policy.activities import Activities, Activity
from policy.queries import activities
from teams import holders, holes, ledger, standing
from teams.models import Assignment, Responsibility, Transfer

# What somebody is to an activity, in a word, and the tone in which it is drawn.
MARKS: dict[str, tuple[Any, str]] = {
    "answers": (_("Answers"), "blue"),
    "shares": (_("Shares"), "purple"),
    "does": (_("Does a part"), "green"),
    "consulted": (_("Is asked"), "grey"),
    "informed": (_("Is told"), "grey"),
}


@dataclass(frozen=True)
class Cell:
    """What one person is to one activity; no mark: nothing."""

    person: Any
    mark: str

    @property
    def label(self) -> Any:
        return MARKS[self.mark][0] if self.mark else ""

    @property
    def tone(self) -> str:
        return MARKS[self.mark][1] if self.mark else ""


@dataclass
class Row:
    """One activity: who holds it, who shares it, whom it is offered to, since when nobody answers; what I may do."""

    rule: Activity
    held: Responsibility | None = None
    shared: list[Responsibility] = field(default_factory=list)
    offer: Transfer | None = None
    hole: holes.Hole | None = None
    cells: list[Cell] = field(default_factory=list)
    verbs: set[str] = field(default_factory=set)

    @property
    def state(self) -> str:
        if self.held is None:
            return "hole" if self.hole else "free"
        return "shared" if self.shared else "held"


@dataclass
class Matrix:
    """All of it, with the people that stand over the columns and the offers not yet answered."""

    rows: list[Row]
    people: list[Any]
    offers: list[Transfer]
    # Per person what they answer for, in words.
    call_for: dict[Any, str]
    rules: Activities

    @property
    def holes(self) -> list[Row]:
        return [row for row in self.rows if row.hole]

    @property
    def overlaps(self) -> list[Row]:
        return [row for row in self.rows if row.shared]


def read(
    case: Case, present: list[Assignment], offers: list[Transfer], page: dict[str, Any], me: Any
) -> Matrix:
    """The matrix of a case as one person may act on it, by the rights and relations of the page; three statements."""
    rules = activities(case.facility, clock.now())
    rows = {rule.code: Row(rule) for rule in rules}
    held = ledger.live(case, clock.now()).select_related("holder", "practitioner")
    for each in held.order_by("starts_at"):
        row = rows.setdefault(each.activity, Row(_gone(each.activity, rules)))
        if each.shared:
            row.shared.append(each)
        else:
            row.held = each
    for hole in holes.holes(case, rules):
        rows[hole.activity].hole = hole
    _mark_offers(rows.values(), offers)
    people = list({part.user_id: part.user for part in present}.values())
    roles = standing.works_in(page["relations"])
    for row in rows.values():
        row.cells = [_cell(row, person, present) for person in people]
        row.verbs = _verbs(row, me, roles, page["rights"]) if case.is_open else set()
    return Matrix(list(rows.values()), people, offers, _call_for(rows.values()), rules)


def described(team: list[Any], shown: Matrix) -> list[Any]:
    """The team with what each role does, and what each person answers for, in plain words."""
    for part in team:
        part.does, part.answers_for = shown.rules.says(part.role), shown.call_for.get(part.user_id, "")
    return team


def _gone(code: str, rules: Activities) -> Activity:
    """An activity that somebody holds and the rules of today do not have any more."""
    return Activity(code, rules.label(code), "", "", (), (), (), "", None, ())


def _mark_offers(rows: Iterable[Row], offers: list[Transfer]) -> None:
    by_key = {offer.responsibility_id: offer for offer in offers if offer.responsibility_id}
    for row in rows:
        for held in filter(None, (row.held, *row.shared)):
            if (offer := by_key.get(held.pk)) is not None:
                offer.what, row.offer = row.rule.label, offer  # type: ignore[attr-defined]


def _cell(row: Row, person: Any, team: Iterable[Assignment]) -> Cell:
    if row.held is not None and row.held.holder_id == person.pk:
        return Cell(person, "answers")
    if any(each.holder_id == person.pk for each in row.shared):
        return Cell(person, "shares")
    parts = {row.rule.part_of(part.role) for part in team if part.user_id == person.pk}
    return Cell(person, next((mark for mark in ("does", "consulted", "informed") if mark in parts), ""))


def _verbs(row: Row, me: Any, roles: Collection[str], rights: Collection[str]) -> set[str]:
    """What this person may do about an activity; the verbs check it again."""
    manages = "manage_team" in rights
    mine = row.held is not None and row.held.holder_id == me.pk
    may = bool(roles) and holders.may_answer(row.rule, roles)
    if row.held is None or (row.held.holder is not None and not row.held.holder.is_active):
        found = {"take"} if may else set()
        found |= {"give"} if manages else set()
    elif mine:
        found = {"offer", "release"} | ({"share"} if row.rule.accountable else set())
    else:
        found = {"ask"} if may and row.held.holder_id and row.offer is None else set()
        found |= {"move", "release"} if manages else set()
        found |= {"share"} if may and all(each.holder_id != me.pk for each in row.shared) else set()
    if manages and row.rule.accountable == Role.CONSULTANT and (row.held is None or row.held.practitioner_id):
        found.add("name")
    return found - ({"offer"} if row.offer else set())


def _call_for(rows: Iterable[Row]) -> dict[Any, str]:
    """What each person answers for, in the words of the rules."""
    said: dict[Any, list[str]] = {}
    for row in rows:
        if row.held is not None and row.held.holder_id:
            label = row.rule.label
            words = said.setdefault(row.held.holder_id, [])
            words.append(label if not words else label[:1].lower() + label[1:])
    return {person: ", ".join(words) for person, words in said.items()}
