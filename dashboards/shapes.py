"""How a row of a list is shown, on the page and in the file alike: its case, its page, and its cells by column."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dashboards.figures import number, plain
from dashboards.house_rules import Rules

Cell = Callable[[Any], Any]


@dataclass(frozen=True)
class Shape:
    """The relations a row is read with, where it leads, and its columns: heading and what stands under it.

    A cell is text or an instant; instants are shown at the facility. `case` finds the case of a row.
    """

    related: tuple[str, ...]
    columns: tuple[tuple[Any, Cell], ...]
    page: Callable[[Any], str]
    case: Callable[[Any], Any] = lambda row: row.case
    defer: tuple[str, ...] = ()
    # What a row is told of the house's rules before it is shown.
    prepare: Callable[[Any, Rules], None] | None = None


def _cause_in_words(row: Any, rules: Rules) -> None:
    row.cause_words = rules.delays.label(row.cause)


def _gate_in_words(row: Any, rules: Rules) -> None:
    row.gate_words = rules.gates.get(row.gate, row.gate)


AROUND = ("patient", "facility", "unit", "lead")


def around(path: str = "case") -> tuple[str, ...]:
    """What every list shows of the case of a row."""
    return tuple(f"{path}__{name}" for name in AROUND)


def name(user: Any) -> str:
    """Whose it is; nobody's is said."""
    return user.short if user else _t("nobody")


def label(field: str) -> Cell:
    """The words for a choice."""
    return lambda row: str(getattr(row, f"get_{field}_display")() or "")


def instant(field: str) -> Cell:
    """An instant of the row."""
    return lambda row: getattr(row, field)


def text(field: str) -> Cell:
    """A text of the row."""
    return lambda row: str(getattr(row, field) or "")


def hours(field: str) -> Cell:
    """A number that the query made, with one decimal."""
    return lambda row: plain(number(getattr(row, field, 0)))


def case_page(row: Any) -> str:
    """The summary of the row's case."""
    return reverse("cases:summary", args=[row.case_id])


SHAPES: dict[str, Shape] = {
    "case": Shape(
        AROUND,
        (
            (_("Stage"), label("stage")),
            (_("Opened"), instant("opened_at")),
            (_("Last contact"), instant("last_contact_at")),
        ),
        lambda row: reverse("cases:summary", args=[row.pk]),
        case=lambda row: row,
    ),
    "item": Shape(
        (*around(), "owner"),
        (
            (_("Work"), text("what")),
            (_("Due"), instant("due_at")),
            (_("Who"), lambda row: name(row.owner) if row.owner else row.get_role_display() or name(None)),
            (_("State"), label("status")),
        ),
        lambda row: reverse("worklist:item", args=[row.pk]),
    ),
    "part": Shape(
        (*around(), "user"),
        (
            (_("Who"), lambda row: name(row.user)),
            (_("Part"), label("role")),
            (_("Weight"), hours("amount")),
        ),
        case_page,
    ),
    "plan": Shape(
        (*around(), "submitted_by"),
        (
            (_("Version"), text("number")),
            (_("Handed in"), instant("submitted_at")),
            (_("By"), lambda row: name(row.submitted_by)),
        ),
        lambda row: reverse("careplans:version", args=[row.pk]),
        defer=("frozen",),
    ),
    "offer": Shape(
        (*around(), "from_user", "to_user"),
        (
            (_("From"), lambda row: name(row.from_user)),
            (_("To"), lambda row: name(row.to_user)),
            (_("Ends"), instant("expires_at")),
        ),
        lambda row: reverse("teams:case", args=[row.case_id]),
    ),
    "request": Shape(
        around(),
        (
            (_("Received"), instant("received_at")),
            (_("Contact by"), instant("first_contact_due")),
            (_("Contacted"), instant("contacted_at")),
        ),
        case_page,
    ),
    "relay": Shape(
        around(),
        (
            (_("Raised"), instant("created_at")),
            (_("Way"), label("direction")),
            (_("State"), label("status")),
        ),
        case_page,
    ),
    "delay": Shape(
        (*around(), "owner"),
        (
            (_("Cause"), text("cause_words")),
            (_("From"), instant("started_at")),
            (_("Until"), instant("ended_at")),
            (_("Hours"), hours("amount")),
            (_("Avoidable"), label("avoidable")),
            (_("Who clears it"), lambda row: name(row.owner)),
        ),
        case_page,
        prepare=_cause_in_words,
    ),
    "gate": Shape(
        (*around(), "by"),
        (
            (_("Gate"), text("gate_words")),
            (_("State"), label("status")),
            (_("When"), instant("at")),
            (_("By"), lambda row: name(row.by)),
            (_("Reason"), text("reason")),
        ),
        case_page,
        prepare=_gate_in_words,
    ),
    "notice": Shape(
        around(),
        (
            (_("Notice"), label("kind")),
            (_("At the latest"), instant("due_by")),
            (_("Given"), instant("delivered_at")),
            (_("State"), label("status")),
        ),
        case_page,
    ),
    "referral": Shape(
        (*around(), "service__organisation"),
        (
            (_("Kind"), label("kind")),
            (_("Sent"), instant("sent_at")),
            (_("First answer"), instant("first_answer_at")),
            (_("State"), label("status")),
            (_("Why declined"), label("declined_because")),
        ),
        case_page,
    ),
    "after": Shape(
        around(),
        (
            (_("Left"), instant("left_at")),
            (_("Contact by"), instant("contact_by")),
            (_("Reached"), instant("contacted_at")),
            (_("Attempts"), text("attempts")),
        ),
        case_page,
    ),
    "stay": Shape(
        around(),
        (
            (_("Arrived"), instant("started_at")),
            (_("Left"), instant("ended_at")),
            (_("Days"), hours("amount")),
            (_("Expected days"), hours("base")),
        ),
        case_page,
    ),
}
