"""A case as it stood at a past instant, from field history and from rows that never change (C61); by today's rights.

What nobody kept for each day is not made up: gates that the file answers are shown as people answered them, and the
facts behind them are read in the timeline up to the instant. What is private (notes, binders) has no part in this.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.permissions import Role
from careplans.models import PlanVersion
from core import wording
from core.as_it_stood import bundle, standing
from core.banner import Banner
from core.localtime import midnights_between
from discharge.models import (
    DelaySegment,
    Destination,
    DischargePlan,
    FollowUpVisit,
    GateCheck,
    LeavingStep,
    Notice,
)
from encounters.dispositions import label
from patients.models import Case, Stage
from referrals.models import Packet, Referral
from teams.models import Assignment

# What is read of each table: the table, the right without which it is not, and its columns, "name" or "name:lookup".
TABLES: dict[str, tuple[Any, str, str]] = {
    "team": (Assignment, "view_case", "who:user__name role lead:is_lead starts:starts_at ends:ends_at"),
    "versions": (PlanVersion, "view_plan", "number status"),
    "plan": (DischargePlan, "view_discharge", "on:expected_on to:disposition wishes"),
    "places": (Destination, "view_discharge", "to:disposition words service:service__name rank status"),
    "gates": (GateCheck, "view_discharge", "gate status reason"),
    "steps": (LeavingStep, "view_discharge", "stage at reversed:reversed_at"),
    "referrals": (Referral, "view_discharge", "kind service:service__name status"),
    "packets": (Packet, "view_discharge", "number status service:service__name receiver"),
    "visits": (FollowUpVisit, "view_discharge", "who:with_whom status"),
    "notices": (Notice, "view_notice", "kind status"),
    "delays": (DelaySegment, "view_delay", "cause words status"),
}
HEAD = (
    "stage unit:unit__name bed:bed__code lead:lead__name admitted:admitted_at on:expected_leaving_on"
    " moves:leaving_moves purpose"
)


@dataclass(frozen=True)
class Section:
    """One block of the page: its heading and its lines (what, how it stood, more)."""

    title: str
    lines: list[tuple[str, str, str]]


@dataclass(frozen=True)
class AsItWas:
    """A case at an instant: the columns of its header, and a section for each thing that one may read."""

    at: datetime
    head: Mapping[str, Any]
    sections: list[Section] = field(default_factory=list)


def as_it_was(case: Case, at: datetime, rights: Collection[str]) -> AsItWas | None:
    """The case at an instant in one statement; None before there was one."""
    tables = {name: (model, columns) for name, (model, right, columns) in TABLES.items() if right in rights}
    read = {f"was_{name}": bundle(model, at, _columns(columns)) for name, (model, columns) in tables.items()}
    head = bundle(Case, at, _columns(HEAD), path="")
    row: Any = Case.objects.filter(pk=case.pk).values(was_head=head, **read)[0]
    found = {name.removeprefix("was_"): standing(rows) for name, rows in row.items()}
    if not found["head"]:
        return None
    return AsItWas(at, found.pop("head")[0], list(_sections(found, at)))


def _columns(said: str) -> dict[str, str]:
    """ "number who:user__name" as names and what is looked up for each."""
    pairs = (each.partition(":") for each in said.split())
    return {name: column or name for name, _colon, column in pairs}


def header(banner: Banner, was: AsItWas, case: Case, rights: Collection[str]) -> Banner:
    """The header of the case as it stood, as far as today's reader may see it."""
    there, leaving, head = "summary_encounter" in rights, "summary_discharge" in rights, was.head
    admitted = _instant(head["admitted"])
    day = (
        midnights_between(admitted, was.at, case.facility.tz) + 1 if admitted and admitted <= was.at else None
    )
    return replace(
        banner,
        stage=str(Stage(head["stage"]).label),
        unit=(head["unit"] or "") if there else "",
        bed=(head["bed"] or "") if there else "",
        lead=wording.short(head["lead"]) if head["lead"] else "",
        day=day if there else None,
        leaves_on=date.fromisoformat(head["on"]) if leaving and head["on"] else None,
        leaves_moved=head["moves"] if leaving else 0,
        left_on=None,
        purpose=head["purpose"] if "view_plan" in rights else "",
        flag="",
        unread=0,
    )


def _sections(found: dict[str, list[dict[str, Any]]], at: datetime) -> Iterable[Section]:
    """The blocks that hold something, in the order of the page."""
    told = {
        _("Team"): _team(found.get("team", ()), at),
        _("Care plan"): _versions(found.get("versions", ())),
        _("Plan of leaving"): _plan(found.get("plan", ())),
        _("Destinations"): [_place(row) for row in _ranked(found.get("places", ()))],
        _("Stages of leaving"): _steps(found.get("steps", ())),
        _("Gates, as people answered them"): _states(
            GateCheck, found.get("gates", ()), "gate", more="reason"
        ),
        _("Delays"): _states(DelaySegment, found.get("delays", ()), "cause", more="words"),
        _("Referrals"): _states(Referral, found.get("referrals", ()), "kind", more="service"),
        _("Papers"): _papers(found.get("packets", ())),
        _("Visits after leaving"): _states(FollowUpVisit, found.get("visits", ()), "who"),
        _("Notices"): _states(Notice, found.get("notices", ()), "kind"),
    }
    return [Section(title, lines) for title, lines in told.items() if lines]


def _team(rows: Iterable[dict[str, Any]], at: datetime) -> list[tuple[str, str, str]]:
    there = [row for row in rows if _holds(row, at)]
    return [
        (row["who"], str(Role(row["role"]).label), _("lead") if row["lead"] else "")
        for row in sorted(there, key=lambda row: (not row["lead"], row["starts"], row["key"]))
    ]


def _holds(row: dict[str, Any], at: datetime) -> bool:
    """Whether a period that was written down then held at the instant."""
    starts, ends = _instant(row["starts"]), _instant(row["ends"])
    return starts is not None and starts <= at and (ends is None or ends > at)


def _versions(rows: Iterable[dict[str, Any]]) -> list[tuple[str, str, str]]:
    said = sorted(rows, key=lambda row: -row["number"])
    names = dict(PlanVersion.Status.choices)
    return [(_("Version %(n)d") % {"n": row["number"]}, str(names[row["status"]]), "") for row in said]


def _plan(rows: Iterable[dict[str, Any]]) -> list[tuple[str, str, str]]:
    for row in rows:
        said = [
            (_("Expected discharge date"), row["on"] or "", ""),
            (_("Goes to"), str(label(row["to"])) if row["to"] else "", ""),
        ]
        said.append((_("What the patient wants"), row["wishes"], ""))
        return [each for each in said if each[1]]
    return []


def _ranked(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["rank"], row["key"]))


def _place(row: dict[str, Any]) -> tuple[str, str, str]:
    state = dict(Destination.Status.choices)[row["status"]]
    return str(label(row["to"])), str(state), row["service"] or row["words"]


def _steps(rows: Iterable[dict[str, Any]]) -> list[tuple[str, str, str]]:
    names = dict(LeavingStep.Stage.choices)
    said = sorted(rows, key=lambda row: row["at"])
    return [
        (str(names[row["stage"]]), _("taken back") if row["reversed"] else _("reached"), "") for row in said
    ]


def _papers(rows: Iterable[dict[str, Any]]) -> list[tuple[str, str, str]]:
    names = dict(Packet.Status.choices)
    return [
        (
            _("Version %(n)d") % {"n": row["number"]},
            str(names[row["status"]]),
            row["service"] or row["receiver"],
        )
        for row in sorted(rows, key=lambda row: row["number"])
    ]


def _states(
    model: Any, rows: Iterable[dict[str, Any]], what: str, more: str = ""
) -> list[tuple[str, str, str]]:
    """Rows by their words and how they stood; a code that its column knows is said in words."""
    states = dict(model._meta.get_field("status").flatchoices)
    column = {"who": "with_whom"}.get(what, what)
    names = dict(model._meta.get_field(column).flatchoices)
    said = sorted(rows, key=lambda row: row["key"])
    return [
        (
            str(names.get(row[what], row[what])),
            str(states[row["status"]]),
            (row.get(more) or "") if more else "",
        )
        for row in said
    ]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def cursor(at: datetime) -> str:
    """Where the timeline begins for a reader of an instant: after everything that happened at it."""
    return f"{at.isoformat()}~{UUID(int=2**128 - 1)}~zzzz"
