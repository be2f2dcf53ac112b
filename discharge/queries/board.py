"""The board: everybody in the house whom somebody may see, read at once; behind its numbers, its lists and the huddle."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Model, OuterRef, QuerySet, Subquery, Sum, TextField, Value
from django.db.models.functions import MD5, Cast, JSONObject, TruncHour
from django.utils.translation import gettext as _

from core import clock, prepared
from core.access import visible_of_mine, visible_to
from core.models import Record
from core.reasons import sight_among
from discharge import board
from discharge.gates import Rows, table
from discharge.gates import facts as facts_of_gates
from discharge.models import DelaySegment, DischargePlan, Forecast, GateCheck, LeavingStep, Milestone
from discharge.queries import board_gates
from encounters.models import Encounter
from facilities.models import Unit
from patients.models import Case, Stage
from policy import delays, gates, milestones
from policy.models import PackVersion, RulePack
from policy.queries import governing_everywhere
from policy.ready import once

SHOWN = 400
TABLES: tuple[type[Model], ...] = (DischargePlan, DelaySegment, Forecast, LeavingStep, Milestone, GateCheck)
# The rules by which the board, or a gate on it, is judged.
KINDS = (
    RulePack.Kind.GATES, RulePack.Kind.MILESTONES, RulePack.Kind.DELAYS, RulePack.Kind.NOTICES, RulePack.Kind.TEMPLATES,
)  # fmt: skip
STAYS = (Encounter.Kind.INPATIENT, Encounter.Kind.OBSERVATION, Encounter.Kind.EMERGENCY)
COLUMNS = (
    "pk", "patient_id", "patient__family", "patient__given", "patient__provisional", "patient__alias", "facility_id",
    "facility__zone", "unit__code", "bed__code", "expected_leaving_on", "leaving_moves", "lead__name",
)  # fmt: skip
# What a line shows only to those who may see it.
RIGHTS = ("view_identity", "summary_encounter", "view_delay", "edit_discharge")


@dataclass(frozen=True)
class Line:
    """One patient on the board as one person may see them."""

    pk: UUID
    patient_id: UUID
    name: str
    initials: str
    unit: str
    bed: str
    zone: ZoneInfo
    group: str
    expected_on: date | None
    moves: int
    likely_on: date | None
    lead: str
    blocker: board.Blocker | None
    facts: board.Facts
    rules: board.Rules
    version: int | None
    may_decide: bool


def in_house(user: Any, unit: UUID | None = None, *, mine: bool = False) -> "QuerySet[Case]":
    """The open cases with a stay in progress that a person may see the plan of."""
    # Constants: a plan made once finds the stays by the index of those in progress.
    now = prepared.Constant(Encounter.Status.IN_PROGRESS.value)
    stays = Encounter.objects.filter(status=now, kind__in=prepared.constants([kind.value for kind in STAYS]))
    here = stays.filter(case__isnull=False).values("case")
    rows = Case.objects.exclude(stage=prepared.Constant(Stage.CLOSED.value)).filter(pk__in=here)
    rows = rows.filter(unit=unit) if unit else rows
    if mine:
        return rows & visible_to(Case, user, "view_discharge", sources=("assignment",))
    # The house first: rights over years of cases that nobody is in the house with are not read for it.
    return visible_of_mine(rows, user, "view_discharge")


def rows(user: Any, unit: UUID | None = None, *, mine: bool = False) -> list[Line]:
    """Everybody on the board, late first, then by unit and bed."""
    read = list(
        in_house(user, unit, mine=mine)
        .order_by("unit__code", "bed__code", "pk")
        .values(*COLUMNS, **_beside())
    )
    rights = sight_among(user, Case, [row["pk"] for row in read], RIGHTS)
    lines = _lines(read, {pk: found[0] for pk, found in rights.items()})
    order = list(board.GROUPS)
    return sorted(lines, key=lambda line: order.index(line.group))


def of_cases(user: Any, keys: list[UUID]) -> dict[UUID, Line]:
    """The lines of some cases, as far as they are in the house and may be seen."""
    read = list(in_house(user).filter(pk__in=keys).values(*COLUMNS, **_beside()))
    rights = sight_among(user, Case, [row["pk"] for row in read], RIGHTS)
    return {line.pk: line for line in _lines(read, {pk: found[0] for pk, found in rights.items()})}


def units(user: Any) -> list[tuple[UUID, str]]:
    """The units with somebody on the board."""
    theirs = in_house(user).exclude(unit=None)
    return list(Unit.objects.filter(pk__in=theirs.values("unit")).order_by("name").values_list("pk", "name"))


def rules_of(facilities: set[UUID]) -> dict[UUID, board.Rules]:
    """The rules of each house, all in one statement."""
    kinds = (RulePack.Kind.GATES, RulePack.Kind.MILESTONES, RulePack.Kind.DELAYS)
    found = governing_everywhere(facilities, clock.now(), kinds)
    return {pk: _rules(*(versions.get(kind) for kind in kinds)) for pk, versions in found.items()}


def _rules(gate: PackVersion | None, milestone: PackVersion | None, delay: PackVersion | None) -> board.Rules:
    return board.Rules(
        once(gate, gates.read) if gate else gates.Gates(),
        once(milestone, milestones.read) if milestone else milestones.Milestones(),
        once(delay, delays.read) if delay else delays.Delays(),
        gate,
    )


def _beside() -> dict[str, Any]:
    """What a line is made of and the case does not hold, as values of the statement about the cases."""
    plan = DischargePlan.objects.filter(case=OuterRef("pk"))
    there = JSONObject(disposition="disposition", version="version")
    said = JSONObject(gate="gate", status="status")
    step = JSONObject(code="code", at="reached_at", not_needed="not_needed_because")
    delay = JSONObject(key="pk", cause="cause", holds="holds", since="started_at", owner="owner__name")
    forecast = Forecast.objects.filter(case=OuterRef("pk")).order_by("-made_at")
    return {
        "planned": Subquery(plan.values(row=there)[:1]),
        "stages_of_leaving": ArraySubquery(
            _present(LeavingStep, reversed_at=None).values(row=JSONObject(code="stage", at="at"))
        ),
        "marks": ArraySubquery(_present(Milestone).values(row=step)),
        "answered": ArraySubquery(
            _present(GateCheck).exclude(status=GateCheck.Status.UNDONE).values(row=said)
        ),
        "held": ArraySubquery(_present(DelaySegment, status="open").values(row=delay)),
        "likely_on": Subquery(forecast.values("p50")[:1]),
    }


def _present(model: Any, **such: Any) -> Any:
    """The rows of the departure that the plan prepares."""
    return model.objects.filter(case=OuterRef("pk"), leaving=F("plan__leaving"), error_at=None, **such)


def _lines(read: list[dict[str, Any]], rights: Mapping[UUID, set[str]]) -> list[Line]:
    """The lines of rows, with the gates of those whom gates are due for."""
    rules = rules_of({row["facility_id"] for row in read})
    facts = {row["pk"]: _facts(row, rights[row["pk"]]) for row in read}
    near = [row["pk"] for row in read if _is_due(row, facts[row["pk"]])]
    checks = {(row["pk"], each["gate"]): GateCheck(**each) for row in read for each in row["answered"]}
    left = [pk for pk in near if "left" in facts[pk].reached]
    holding = board_gates.holding(near, rules, checks, left)
    said = {pk: [(gate.rule.code, gate.sentence) for gate in gates] for pk, gates in holding.items()}
    return [
        _line(
            row,
            rights[row["pk"]],
            rules[row["facility_id"]],
            replace(facts[row["pk"]], gates=said.get(row["pk"], ())),
        )
        for row in read
    ]


def _is_due(row: dict[str, Any], facts: board.Facts) -> bool:
    return board.due(facts.expected_on, facts.reached, clock.today(ZoneInfo(row["facility__zone"])))


def _line(row: dict[str, Any], rights: set[str], rules: board.Rules, facts: board.Facts) -> Line:
    zone = ZoneInfo(row["facility__zone"])
    today = clock.today(zone)
    place = (row["unit__code"] or "", row["bed__code"] or "") if "summary_encounter" in rights else ("", "")
    plan = row["planned"] or {}
    return Line(
        row["pk"],
        row["patient_id"],
        *_names(row),
        *place,
        zone,
        board.group(facts, today),
        facts.expected_on,
        row["leaving_moves"],
        facts.likely_on,
        row["lead__name"] or "",
        board.blocker(facts, rules, today),
        facts,
        rules,
        plan.get("version"),
        "edit_discharge" in rights,
    )


def _names(row: dict[str, Any]) -> tuple[str, str]:
    """The name as the board says it, and its initials for the wall."""
    if row["patient__provisional"]:
        return _("Unknown %(alias)s") % {"alias": row["patient__alias"]}, "?"
    family, given = row["patient__family"], row["patient__given"]
    comma = ", " if family and given else ""
    return f"{family}{comma}{given}", f"{given[:1]}{family[:1]}".upper()


def _facts(row: dict[str, Any], rights: set[str]) -> board.Facts:
    reached = {
        each["code"]: _at(each["at"]) for each in (*row["marks"], *row["stages_of_leaving"]) if each["at"]
    }
    held = row["held"] if "view_delay" in rights else []
    return board.Facts(
        expected_on=row["expected_leaving_on"],
        disposition=(row["planned"] or {}).get("disposition", ""),
        reached=reached,
        not_needed=[each["code"] for each in row["marks"] if each["not_needed"]],
        delays=[
            board.Delay(each["key"], each["cause"], each["holds"], _at(each["since"]), each["owner"])
            for each in held
        ],
        likely_on=row["likely_on"],
    )


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def token(user: Any, unit: UUID | None = None, *, mine: bool = False) -> str:
    """A token that changes with whatever the board shows: two statements, and nothing of a patient in it."""
    # Another hour may be another day at one of the houses: who stands where changes at midnight by itself.
    hour = TruncHour(clock.CoreNow())
    cases = sorted(
        prepared.rows(
            in_house(user, unit, mine=mine).order_by().values_list("pk", "version", hour, _rules_in_force())
        )
    )
    keys = [key for key, *_rest in cases]
    # Beside the hour no worker is started: that would take longer than these few rows.
    parts = [
        _of_cases(each, keys)
        .values_list(Value(number), hour)
        .annotate(rows=Count("pk"), versions=_versions(each))
        for number, each in enumerate(_watched())
    ]
    seen = sorted(parts[0].union(*parts[1:], all=True)) if keys else []
    said = json.dumps([cases, seen], default=str)
    return f'"{hashlib.sha256(said.encode()).hexdigest()[:24]}"'


def _watched() -> list[Rows]:
    """What the board shows something of, and what gates rest on."""
    on = (rows for fact in facts_of_gates().values() for rows in fact.rests_on)
    return list(dict.fromkeys([*map(table, TABLES), *on]))


def _of_cases(each: Rows, keys: list[UUID]) -> QuerySet[Any]:
    return each.rows.filter(prepared.AnyOf(each.path, keys)).order_by()


def _versions(each: Rows) -> Any:
    """What grows with every change of a row; rows that never change are counted alone."""
    return Sum(each.version) if issubclass(each.rows.model, Record) else Sum(Value(0))


def _rules_in_force() -> Any:
    """Which rules are in force, in one value: another version enters force at its time though no row changes then."""
    kinds = prepared.constants([kind.value for kind in KINDS])
    rows = PackVersion.objects.filter(pack__kind__in=kinds, in_force__contains=clock.CoreNow())
    return MD5(Cast(ArraySubquery(rows.order_by("pk").values("pk")), TextField()))
