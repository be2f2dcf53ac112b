"""The gates of everybody on the board by the rule of the page of a case: what is read for one is read for all of them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from discharge.board import Rules
from discharge.gates import Departure, Standing, look_at
from discharge.models import DischargePlan, GateCheck
from patients.models import Case

# What facts look at of case, patient and plan themselves.
CASE = ("patient", "facility", "patient__provisional", "patient__merged_into")
PLAN = ("case", "leaving", "expected_on", "disposition", "wishes", "wishes_declined")


def holding(
    cases: Collection[UUID],
    rules: Mapping[UUID, Rules],
    said: Mapping[tuple[UUID, str], GateCheck],
    left: Collection[UUID] = (),
) -> dict[UUID, list[Standing]]:
    """What must be done before each of them leaves, in the order of the pack; two statements, however many they are.

    `said` are the answers that stand for their departures, by case and gate; who is in `left` is held by nothing.
    """
    if not cases:
        return {}
    versions = {facility: (each.version, each.gates) for facility, each in rules.items()}
    found = look_at(_departures(cases), versions, said, soft=False)
    return {pk: house.holding(left=pk in left) for pk, house in found.items()}


def _departures(cases: Collection[UUID]) -> list[Departure]:
    rows = DischargePlan.objects.filter(case__in=cases).select_related("case__patient")
    plans = list(rows.only(*PLAN, *(f"case__{name}" for name in CASE)))
    found = [Departure(plan.case, plan, plan.disposition) for plan in plans]
    return found + _without_a_plan(set(cases) - {plan.case_id for plan in plans})


def _without_a_plan(cases: Collection[UUID]) -> list[Departure]:
    """A plan is there from the day a case is opened; who has none is looked at as if nothing were planned."""
    rows = Case.objects.filter(pk__in=cases).select_related("patient").only(*CASE) if cases else ()
    return [Departure(case, DischargePlan(case=case), "") for case in rows]
