"""Keeps the shown columns true: a visit's from its movements, a case's from its visit in progress."""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from core.actions import change
from encounters.ledger import Fact, Problem, State, derive
from encounters.models import Encounter, Movement
from patients.models import Case

# What a movement is to the ledger, in this order.
READ = ("key", "kind", "event_at", "to_unit_id", "to_bed_id", "visit_kind", "takes_back", "disposition",
        "destination")  # fmt: skip


def facts(encounter: Encounter) -> list[Fact]:
    """The movements of a visit as the ledger reads them."""
    return _facts(encounter.movements.values_list(*READ))


def facts_of(movements: Iterable[Movement]) -> list[Fact]:
    """The same of movements that were read with their visit."""
    return _facts(map(attrgetter(*READ), movements))


def _facts(rows: Iterable[Any]) -> list[Fact]:
    return [
        Fact(key, kind, at, (unit, bed) if unit else None, *said) for key, kind, at, unit, bed, *said in rows
    ]


def derived(encounter: Encounter) -> dict[str, Any]:
    """The values of a visit's derived columns, from its movements."""
    state = derive(facts(encounter))
    kind = state.visit_kind or encounter.kind
    return {
        "status": _status(state, kind),
        "kind": kind,
        "started_at": state.started_at,
        "ended_at": state.ended_at,
        "unit_id": state.unit,
        "bed_id": state.bed,
        "disposition": state.disposition,
        "destination": state.destination,
        "from_update": state.from_update,
        "needs_review": " ".join(_problems(state, encounter)),
    }


def apply(encounter: Encounter) -> Encounter:
    """Set the derived columns on a visit that is the verb's own target; the kernel saves it, then call `follow`."""
    for name, value in derived(encounter).items():
        setattr(encounter, name, value)
    return encounter


def follow(encounter: Encounter) -> None:
    """Bring the linked case's unit, bed and admission in line with where the patient is now."""
    if encounter.case_id is None:
        return
    case = Case.objects.select_for_update().get(pk=encounter.case_id)
    shown = _whereabouts(case, encounter)
    if any(getattr(case, name) != value for name, value in shown.items()):
        change(case, **shown)


def _whereabouts(case: Case, encounter: Encounter) -> dict[str, Any]:
    """Of the visits in progress the one that began last; the row given counts as it is now, saved or not."""
    others = case.encounters.filter(status=Encounter.Status.IN_PROGRESS).exclude(pk=encounter.pk)
    rows = [*others, *([encounter] if encounter.status == Encounter.Status.IN_PROGRESS else [])]
    rows.sort(key=lambda row: (row.started_at is not None, row.started_at or 0))
    if not rows:
        return {"unit": None, "bed": None, "admitted_at": None}
    return {"unit": rows[-1].unit, "bed": rows[-1].bed, "admitted_at": rows[-1].started_at}


def _status(state: State, kind: str) -> str:
    if state.status == "in_progress" and kind == Encounter.Kind.PREADMISSION:
        return "planned"
    return state.status


def _problems(state: State, encounter: Encounter) -> list[str]:
    codes = [str(problem) for problem in state.problems]
    if state.status == "cancelled" and encounter.case_id and Problem.ARRIVAL_TAKEN_BACK not in codes:
        codes.append(str(Problem.ARRIVAL_TAKEN_BACK))
    return codes
