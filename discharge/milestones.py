"""What was reached of one departure, and since when each milestone could have been. Used inside verbs only (C52).

A milestone stands in a row from the first one on that anybody hears of; the first instant counts, and what it waits for
says when it was ready. `reached` is called by whoever knows the fact; it asks for no right of its own.
"""

from datetime import datetime
from typing import Any

from core import clock
from core.actions import change, keep
from discharge import stays
from discharge.models import DischargePlan, Milestone
from policy.milestones import Milestones
from policy.ready import milestones_of

Rows = dict[str, Milestone]


def rules_of(plan: DischargePlan) -> Milestones:
    """The milestones in force where the patient is."""
    return milestones_of(plan.case.facility, clock.now())[1]


def rows_of(plan: DischargePlan) -> Rows:
    """The milestones of the present departure that stand in the file, by code."""
    rows = Milestone.objects.filter(plan=plan, leaving=plan.leaving, error_at=None)
    return {row.code: row for row in rows}


def reached(plan: DischargePlan, code: str, *, at: datetime, by: Any) -> Milestone | None:
    """A milestone is reached; None where the rules do not know it, and what was reached before stays as it was."""
    rules = rules_of(plan)
    if code not in rules.by_code:
        return None
    rows = laid_out(plan, rules, by)
    row = rows[code]
    if row.reached_at is None:
        unit = stays.present(plan.case)[0] or row.unit_id
        change(row, reached_at=at, reached_by=by, unit_id=unit, not_needed_because="")
        settle(plan, rules, rows)
    return row


def unreached(plan: DischargePlan, code: str) -> Milestone | None:
    """It was not reached after all, or is to be reached again."""
    rows = rows_of(plan)
    row = rows.get(code)
    if row is not None and row.reached_at is not None:
        change(row, reached_at=None, reached_by=None)
        settle(plan, rules_of(plan), rows)
    return row


def laid_out(plan: DischargePlan, rules: Milestones, by: Any) -> Rows:
    """A row for every milestone of the rules, the missing ones made."""
    rows = rows_of(plan)
    new = [step.code for step in rules.steps if step.code not in rows]
    unit = stays.present(plan.case)[0] if new else None
    for code in new:
        facts = {"leaving": plan.leaving, "code": code, "unit_id": unit, "created_by": by}
        rows[code] = keep(Milestone(case=plan.case, plan=plan, **facts))
    if new:
        settle(plan, rules, rows)
    return rows


def settle(plan: DischargePlan, rules: Milestones, rows: Rows) -> None:
    """Since when each could have been reached: from the last of what it waits for, else from the beginning of the stay."""
    begun = stays.present(plan.case)[1]
    for code, before in waits(plan, rules, rows).items():
        if code in rows:
            came = [rows[each].reached_at for each in before if each in rows]
            ready = None if None in came else max([begun, *(at for at in came if at is not None)])
            if rows[code].ready_at != ready:
                change(rows[code], ready_at=ready)


def waits(plan: DischargePlan, rules: Milestones, rows: Rows) -> dict[str, tuple[str, ...]]:
    """What waits for what in this departure: by where the patient goes, without what somebody said is not needed."""
    return rules.waits(plan.disposition, [code for code, row in rows.items() if row.not_needed_because])
