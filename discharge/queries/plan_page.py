"""What the first page of leaving shows: stages, gates with what may be done about each, destinations, work streams."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateformat import format as told
from django.utils.translation import gettext_lazy as _

from core import clock
from discharge import leaving_order
from discharge.drift import drift
from discharge.gates import Gatehouse, Standing, look
from discharge.models import Destination, DischargePlan, ExpectedDateChange, GateCheck, LeavingStep
from discharge.queries.leaving_glance import Glance
from encounters import dispositions
from patients.models import Case
from policy.gates import Gates

# The work streams of leaving, as the activities of the responsibility ledger.
STREAMS = {
    "plan_edd_rounds": _("Plan and date"),
    "medical_readiness": _("Medical readiness"),
    "choice_pac": _("Choice and referrals"),
    "notices": _("Notices"),
    "med_rec": _("Medicines"),
    "teaching": _("Teaching"),
    "equipment_transport": _("Equipment and transport"),
    "appointments": _("Appointments"),
    "family_contact": _("Family"),
}
DEBTS = (GateCheck.Status.CARRIED, GateCheck.Status.LEFT_OPEN)
TONES = {
    "met": "green",
    "not_needed": "grey",
    "overridden": "orange",
    "carried": "yellow",
    "left_open": "red",
    "open": "red",
}


@dataclass
class GateRow:
    """One gate as its row draws it."""

    gate: Standing
    may: set[str] = field(default_factory=set)

    @property
    def label(self) -> Any:
        """How it stands, in a word."""
        words = {"open": _("To be done") if self.gate.hard else _("May follow")}
        return words.get(self.gate.state) or GateCheck.Status(self.gate.state).label

    @property
    def tone(self) -> str:
        return "yellow" if self.gate.open and not self.gate.hard else TONES[self.gate.state]


@dataclass(frozen=True)
class PlanPage:
    """Everything of it, as one person sees it."""

    must: list[GateRow]
    follow: list[GateRow]
    answered: list[GateRow]
    debts: list[GateCheck]
    rules: Gatehouse
    stages: list[dict[str, Any]]
    next_stage: Any
    last_step: LeavingStep | None
    places: list[dict[str, Any]]
    streams: list[tuple[Any, Any]]
    changes: list[ExpectedDateChange]
    drift: Any
    may: set[str]


def read(case: Case, plan: DischargePlan, seen: Glance, page: dict[str, Any]) -> PlanPage:
    """The page of a plan; `page` is that of the case header, whose rights and relations say what may be done."""
    rights, roles = page["rights"], {line.role for line in page["relations"]}
    present = [check for check in seen.checks if check.leaving == plan.leaving]
    house, steps = look(case, plan, checks=present), _in_order(seen.steps)
    left, here = seen.left, case.is_open and not seen.left
    holding = house.holding(left=left)
    rows = [GateRow(gate, _verbs(gate, rights, roles) if here else set()) for gate in house.gates]
    following = leaving_order.next_of([step.stage for step in steps])
    zone = case.facility.tz
    return PlanPage(
        must=[row for row in rows if row.gate in holding],
        follow=[row for row in rows if not row.gate.hard and row.gate.open and not left],
        answered=[row for row in rows if row.gate.state not in ("open", *DEBTS)],
        debts=sorted((row for row in seen.checks if row.status in DEBTS and row.item), key=_rank),
        rules=house,
        stages=_stepper(steps, case),
        next_stage=following,
        last_step=steps[-1] if steps else None,
        places=_places(seen.places),
        streams=[(label, seen.holders.get(code, "")) for code, label in STREAMS.items()],
        changes=seen.changes,
        drift=drift(seen.changes[::-1], clock.today(zone), zone),
        may=_may(case, following, seen, house.rules, rights, roles),
    )


def _verbs(gate: Standing, rights: Collection[str], roles: set[str]) -> set[str]:
    """What somebody may do about a gate while the patient is here; the verb asks again."""
    edits = "edit_discharge" in rights
    if gate.check is not None and not gate.open:
        return {"undo"} if edits and gate.check.status != GateCheck.Status.LEFT_OPEN else set()
    if not gate.open:
        return set()
    said = {
        "satisfy": edits and not gate.rule.fact and roles & set(gate.rule.satisfies),
        "waive": edits
        and gate.rule.waivable
        and (not gate.rule.satisfies or roles & set(gate.rule.satisfies)),
        "carry": edits and not gate.hard,
        "override": gate.hard and "override_gate" in rights and roles & set(gate.rule.overrides),
    }
    return {name for name, may in said.items() if may}


def _may(
    case: Case, following: Any, seen: Glance, rules: Gates, rights: Collection[str], roles: set[str]
) -> set[str]:
    """What somebody may do on the plan and its stages: what was planned for who has left stands as it was."""
    may = {"edit"} if case.is_open and not seen.left and "edit_discharge" in rights else set()
    if case.is_open and "reach_stage" in rights:
        if following and roles & set(rules.reaches(following)) and (seen.visit or following != "left"):
            may.add("reach")
        may.add("back")
    return may


def _in_order(steps: list[LeavingStep]) -> list[LeavingStep]:
    return sorted(steps, key=lambda row: leaving_order.ORDER.index(LeavingStep.Stage(row.stage)))


def _stepper(steps: list[LeavingStep], case: Case) -> list[dict[str, Any]]:
    """The stages as components/stages.html draws them, each with since when."""
    reached = {step.stage: step for step in steps}
    following = leaving_order.next_of(list(reached))
    found = []
    for stage in leaving_order.ORDER:
        step = reached.get(stage)
        state = "done" if step else "current" if stage == following else "todo"
        note = told(step.at.astimezone(case.facility.tz), "j M H:i") if step else ""
        found.append({"label": stage.label, "state": state, "note": note})
    return found


def _places(rows: list[Destination]) -> list[dict[str, Any]]:
    """The destinations in order, those put aside last."""
    dropped = Destination.Status.DROPPED
    ordered = sorted(rows, key=lambda row: row.status == dropped)
    return [
        {"row": row, "label": dispositions.label(row.disposition), "dropped": row.status == dropped}
        for row in ordered
    ]


def _rank(row: GateCheck) -> tuple[Any, ...]:
    """Of debts what is still to be done first, breaches before what was carried over."""
    return (row.item is None or not row.item.is_live, -row.leaving, not row.hard)
